//! On whose say-so a datum stands: the innermost statement whose content holds its characters.

use sayso_record::{Span, Statement, Voice};

/// The voice of what stands at `span`: the smallest statement content that holds it, else the report.
pub fn of(statements: &[Statement], span: Span) -> Voice {
    let size = |statement: &Statement| -> usize {
        statement.content.iter().map(|part| part.end - part.start).sum()
    };
    statements
        .iter()
        .filter(|statement| statement.content.iter().any(|part| part.holds(span)))
        .min_by_key(|statement| size(statement))
        .map_or(Voice::Report, |statement| Voice::Statement(statement.id.clone()))
}
