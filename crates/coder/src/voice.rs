//! On whose say-so a datum stands: the innermost statement whose content holds its characters.

use sayso_record::{Span, Statement, Voice};

/// The contents of a report's statements, laid out so that a look-up costs no walk through all.
pub struct Voices<'s> {
    parts: Vec<Part<'s>>,
    /// By part: where the part of those up to it that ends last ends.
    reach: Vec<usize>,
}

struct Part<'s> {
    span: Span,
    /// Code points of the whole content, then the statement's place: the smaller is further in.
    rank: (usize, usize),
    statement: &'s Statement,
}

impl<'s> Voices<'s> {
    /// Over all statements of a report.
    pub fn of(statements: &'s [Statement]) -> Self {
        let mut parts = Vec::new();
        for (index, statement) in statements.iter().enumerate() {
            let size = statement.content.iter().map(|part| part.end - part.start).sum();
            let part = |&span: &Span| Part { span, rank: (size, index), statement };
            parts.extend(statement.content.iter().map(part));
        }
        parts.sort_by_key(|part| part.span.start);
        let reach = parts.iter().scan(0, |end, part| {
            *end = part.span.end.max(*end);
            Some(*end)
        });
        let reach = reach.collect();
        Self { parts, reach }
    }

    /// The statement with the smallest content that holds `span`.
    pub fn statement(&self, span: Span) -> Option<&'s Statement> {
        let begun = self.parts.partition_point(|part| part.span.start <= span.start);
        (0..begun)
            .rev()
            .take_while(|&at| self.reach[at] >= span.end)
            .map(|at| &self.parts[at])
            .filter(|part| part.span.holds(span))
            .min_by_key(|part| part.rank)
            .map(|part| part.statement)
    }

    /// The voice of what stands at `span`: that statement's, else the report's.
    pub fn at(&self, span: Span) -> Voice {
        let statement = self.statement(span);
        statement.map_or(Voice::Report, |statement| Voice::Statement(statement.id.clone()))
    }
}

#[cfg(test)]
mod tests {
    use sayso_record::StatementKind;

    use super::*;

    fn statement(id: &str, content: &[(usize, usize)]) -> Statement {
        Statement {
            id: id.into(),
            source: vec![],
            speaker: None,
            cue: vec![],
            content: content.iter().map(|&(start, end)| Span::new(start, end)).collect(),
            kind: StatementKind::Direct,
            addressee: None,
            within: None,
            rule: String::new(),
        }
    }

    #[test]
    fn the_smallest_content_that_holds_it_gives_the_voice() {
        let all = [
            statement("s0", &[(0, 50), (90, 99)]),
            statement("s1", &[(10, 40)]),
            statement("s2", &[(12, 14)]),
            statement("s3", &[(60, 70)]),
        ];
        let voices = Voices::of(&all);
        let at = |start, end| match voices.at(Span::new(start, end)) {
            Voice::Report => "report".to_owned(),
            Voice::Statement(id) => id,
        };
        assert_eq!(at(12, 13), "s2");
        assert_eq!(at(20, 30), "s1");
        assert_eq!(at(41, 50), "s0");
        assert_eq!(at(55, 56), "report");
        assert_eq!(at(65, 75), "report");
        assert_eq!(at(92, 93), "s0");
    }
}
