//! A codebook page: Markdown that people read, with fenced blocks that the program runs.
//!
//! Prose is for people. A block fenced as `toml` holds rules; a block fenced as `example` holds a
//! text and, on lines that begin with `=> `, the coding it must get (`=> nothing` when it must get
//! none). All line numbers count from 1, in the page's file.

use sayso_record::plain::{brief, printable};
use serde::de::DeserializeOwned;

use crate::Source;

/// One page, cut into its blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Path below the codebook's root, with `/`: `events/consult.md`.
    pub path: String,
    /// The first heading's text.
    pub title: String,
    /// The `toml` blocks in order.
    pub rules: Vec<Block>,
    /// The `example` blocks in order.
    pub examples: Vec<Example>,
}

/// The inside of a fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Line of the block's first inner line.
    pub line: usize,
    /// The block's text, fences left out.
    pub text: String,
}

/// A text and the coding it must get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Line of the block's first inner line.
    pub line: usize,
    /// Date of the report, when the text opens with `YYYY-MM-DD` and a space.
    pub date: Option<String>,
    /// The text to code.
    pub text: String,
    /// What must be found: line number and the words after `=> `. Empty: nothing may be found.
    pub expected: Vec<(usize, String)>,
}

/// What is wrong in a codebook, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", printable(&self.place()), self.lines())]
pub struct CodebookError {
    /// Path below the codebook's root.
    pub path: String,
    /// Line in that file, from 1; 0 where all of it is meant.
    pub line: usize,
    /// What is wrong and what is allowed.
    pub message: String,
}

impl CodebookError {
    /// The path that stands for the program itself, where what is built into it is damaged.
    pub(crate) const PROGRAM: &str = "the codebook built into this program";

    /// Whether the program is damaged, and no file of the user's has to be mended.
    pub fn is_of_program(&self) -> bool {
        self.path == Self::PROGRAM
    }

    /// The message, no more of it than is read: its words may be a user's file's.
    fn lines(&self) -> String {
        const LONGEST: usize = 800;
        brief(&self.message.split('\n').map(printable).collect::<Vec<_>>().join("\n"), LONGEST)
    }

    fn place(&self) -> String {
        if self.line == 0 { self.path.clone() } else { format!("{}:{}", self.path, self.line) }
    }
}

impl Page {
    /// Takes a page from `source` and cuts it into its blocks.
    ///
    /// # Errors
    /// A page that is not there, and what [`Page::parse`] names.
    pub fn load(path: &str, source: &Source) -> Result<Self, Vec<CodebookError>> {
        let text = source.text(path).map_err(|error| vec![error])?;
        Self::parse(path, text).map_err(|error| vec![error])
    }

    /// Reads every `toml` block as a `T` and hands it to `add`, which names what is wrong in it by line
    /// inside the block.
    ///
    /// # Errors
    /// Every block that is no `T`, with its line, and what `add` named.
    pub fn read<T: DeserializeOwned>(
        &self,
        mut add: impl FnMut(T, &Block) -> Vec<(usize, String)>,
    ) -> Result<(), Vec<CodebookError>> {
        let mut errors = Vec::new();
        for block in &self.rules {
            let wrong = match toml::from_str(&block.text) {
                Ok(read) => add(read, block),
                Err(wrong) => {
                    let before = wrong.span().map_or("", |span| &block.text[..span.start]);
                    vec![(before.matches('\n').count(), wrong.message().to_owned())]
                }
            };
            let path = &self.path;
            let error = |(line, message)| CodebookError {
                path: path.clone(),
                line: block.line + line,
                message,
            };
            errors.extend(wrong.into_iter().map(error));
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// Cuts a page into its blocks.
    ///
    /// # Errors
    /// A block that is never closed, and an example without a text or without a `=> ` line.
    pub fn parse(path: &str, markdown: &str) -> Result<Self, CodebookError> {
        let error = |line, message: &str| CodebookError {
            path: path.to_owned(),
            line,
            message: message.to_owned(),
        };
        let mut page = Page {
            path: path.to_owned(),
            title: String::new(),
            rules: Vec::new(),
            examples: Vec::new(),
        };
        let mut lines = markdown.lines().enumerate();
        while let Some((index, line)) = lines.next() {
            if let (Some(title), true) = (line.strip_prefix("# "), page.title.is_empty()) {
                page.title = title.trim().to_owned();
            }
            let Some(language) = line.strip_prefix("```") else { continue };
            let first = index + 2;
            let mut inner: Vec<(usize, &str)> = Vec::new();
            loop {
                match lines.next() {
                    Some((_, line)) if line.trim_end() == "```" => break,
                    Some((index, line)) => inner.push((index + 1, line)),
                    None => {
                        return Err(error(
                            index + 1,
                            "this block is never closed; end it with ```",
                        ));
                    }
                }
            }
            match language.trim() {
                "toml" => {
                    let text = inner.iter().map(|(_, line)| format!("{line}\n")).collect();
                    page.rules.push(Block { line: first, text });
                }
                "example" => {
                    page.examples.push(example(first, &inner).map_err(|m| error(first, m))?)
                }
                _ => {}
            }
        }
        Ok(page)
    }
}

fn example(line: usize, inner: &[(usize, &str)]) -> Result<Example, &'static str> {
    let is_expected = |line: &str| line.starts_with("=> ");
    let text: Vec<&str> = inner.iter().map(|(_, l)| *l).take_while(|l| !is_expected(l)).collect();
    let mut text = text.join("\n").trim().to_owned();
    let date = text
        .split_once(' ')
        .map(|(first, _)| first.to_owned())
        .filter(|d| d.len() == 10 && d.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
    if date.is_some() {
        text = text[11..].trim_start().to_owned();
    }
    let expected: Vec<(usize, String)> = inner
        .iter()
        .filter_map(|(line, l)| Some((*line, l.strip_prefix("=> ")?.trim().to_owned())))
        .collect();
    if text.is_empty() {
        return Err("an example needs a text before its `=> ` lines");
    }
    if expected.is_empty() {
        return Err("an example needs a line `=> …` with the coding it must get, or `=> nothing`");
    }
    let expected = expected.into_iter().filter(|(_, words)| words != "nothing").collect();
    Ok(Example { line, date, text, expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_does_nothing_to_a_terminal() {
        let (path, message) = ("a.md".to_owned(), "\"A\u{1b}[2J\0\" is none;\nsee B".to_owned());
        let shown = CodebookError { path, line: 3, message }.to_string();
        assert_eq!(shown, "a.md:3: \"A\\u{1b}[2J\\u{0}\" is none;\nsee B");
    }

    #[test]
    fn cuts_a_page_into_blocks() {
        let markdown = "# Consult\n\nTalks.\n\n```toml\n[rule.meet]\n```\n\n```example\n2022-05-03 A met B.\n=> CONSULT A > B\n```\n\n```example\nA saw B.\n=> nothing\n```\n";
        let page = Page::parse("events/consult.md", markdown).unwrap();
        assert_eq!(page.title, "Consult");
        assert_eq!(page.rules, [Block { line: 6, text: "[rule.meet]\n".into() }]);
        assert_eq!(page.examples[0].date.as_deref(), Some("2022-05-03"));
        assert_eq!(page.examples[0].text, "A met B.");
        assert_eq!(page.examples[0].expected, [(11, "CONSULT A > B".into())]);
        assert!(page.examples[1].expected.is_empty());
    }

    #[test]
    fn names_the_line_of_an_open_block() {
        let error = Page::parse("events/aid.md", "# Aid\n```toml\nx = 1\n").unwrap_err();
        assert_eq!(
            error.to_string(),
            "events/aid.md:2: this block is never closed; end it with ```"
        );
    }
}
