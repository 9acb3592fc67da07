//! Publishers as they are told apart: names in any case are one.

/// What is the same for all ways to write a publisher's name.
pub fn folded(name: &str) -> String {
    name.to_lowercase()
}

/// Who answers for a report: its publisher, and where none is known the report alone, which no name is like.
pub fn of(source: Option<&str>, id: &str) -> String {
    source.map_or_else(|| format!("\t{id}"), folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_tells_nobody_apart() {
        assert_eq!(of(Some("ÉLAN"), "r1"), of(Some("Élan"), "r2"));
        assert_ne!(of(None, "r1"), of(None, "R1"));
        assert_ne!(of(None, "élan"), of(Some("Élan"), "r2"));
    }
}
