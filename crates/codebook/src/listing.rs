//! What there is in a codebook, to list and to show: pages, their rules, and where each stands.

use crate::{Codebook, CodebookError, Page, Source};

impl Codebook {
    /// Every page that has rules, those of events first.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        let others = [&self.statements.page, &self.figures.page, &self.times.page];
        self.events.pages().iter().chain(others)
    }

    /// The rules of a page as records name them, each with its line, in the page's order.
    pub fn rules_of(&self, page: &Page) -> Vec<(String, usize)> {
        let mut rules: Vec<(String, usize)> = if page.path == self.statements.page.path {
            let rules = self.statements.list();
            rules.map(|(name, line)| (format!("statements.{name}"), line)).collect()
        } else if page.path == self.figures.page.path {
            let rules = self.figures.list();
            rules.map(|(name, line)| (format!("figures.{name}"), line)).collect()
        } else {
            let rules = self.events.rules().iter().filter(|rule| rule.path == page.path);
            rules.map(|rule| (rule.id.clone(), rule.line)).collect()
        };
        rules.sort_by_key(|(_, line)| *line);
        rules
    }

    /// Page and line where a rule that a record names is written.
    pub fn origin(&self, rule: &str) -> Option<(&str, usize)> {
        if let Some(origin) = self.events.origin(rule) {
            return Some(origin);
        }
        let (page, name) = rule.split_once('.')?;
        let measure = name.split('.').next().unwrap_or(name);
        let is_it = |known: &str| known == name || known == measure;
        match page {
            "statements" => {
                let (_, line) = self.statements.list().find(|(known, _)| is_it(known))?;
                Some((&self.statements.page.path, line))
            }
            "figures" => {
                let (_, line) = self.figures.list().find(|(known, _)| is_it(known))?;
                Some((&self.figures.page.path, line))
            }
            _ => None,
        }
    }
}

impl Source {
    /// The lines of the rule that begins at this line of a page.
    ///
    /// # Errors
    /// The page is missing or is not UTF-8.
    pub fn rule(&self, path: &str, line: usize) -> Result<String, CodebookError> {
        let mut lines = self.text(path)?.lines().skip(line.saturating_sub(1)).peekable();
        // Of rules that stand one a line in a table, the line.
        let is_table = lines.peek().is_some_and(|line| line.starts_with('['));
        let is_inside = |&(at, line): &(usize, &str)| {
            at == 0 || (is_table && !line.starts_with("```") && !line.starts_with('['))
        };
        let rule = lines.enumerate().take_while(is_inside).map(|(_, line)| line);
        let rule: Vec<&str> = rule.collect();
        Ok(rule.join("\n").trim_end().to_owned() + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_stands_where_it_is_said_to() {
        let book = Codebook::load(&Source::built_in()).unwrap();
        let mut rules = 0;
        for page in book.pages() {
            for (rule, line) in book.rules_of(page) {
                rules += 1;
                assert_eq!(book.origin(&rule), Some((page.path.as_str(), line)), "{rule}");
                let text = book.source.rule(&page.path, line).unwrap();
                let name = rule.split_once('.').unwrap().1;
                let head = text.lines().next().unwrap();
                let is_head = head.starts_with('[') || text.lines().count() == 1;
                assert!(is_head && head.contains(name), "{rule}: {head}");
            }
        }
        assert!(rules > 100);
        assert_eq!(book.origin("figures.killed.noun").unwrap().0, "figures.md");
        assert_eq!(book.origin("nothing"), None);
    }
}
