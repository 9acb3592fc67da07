//! `sayso stories` and what it leaves, from outside.

use super::*;

#[test]
fn every_report_is_in_a_story() {
    let output = run(&["export", &ARCHIVE, "--as", "stories"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let reports: usize =
        records(&output).iter().map(|story| story["reports"].as_array().map_or(0, Vec::len)).sum();
    assert_eq!(reports, EXAMPLES.len());
    assert!(stderr(&output).contains("stories of 3 reports exported"), "{}", stderr(&output));
}
