//! The ways between the pages of review.

use maud::{Markup, html};

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// What to mark next.
    Queue,
    /// How often each rule is right.
    Precision,
    /// What was marked.
    Marks,
    /// What was said of reports.
    Reports,
}

const TABS: [(Tab, &str, &str); 4] = [
    (Tab::Queue, "/review", "Queue"),
    (Tab::Precision, "/review/precision", "Precision"),
    (Tab::Marks, "/review/marks", "Marks"),
    (Tab::Reports, "/review/reports", "Reports"),
];

/// The ways, with where one is.
pub fn tabs(here: Tab) -> Markup {
    html! {
        nav.kinds.review-tabs aria-label="Review" {
            @for (tab, address, label) in TABS {
                a href=(address) aria-current=[(tab == here).then_some("page")] { (label) }
            }
        }
    }
}
