//! What is around every page: head, menu, search box, foot.

use maud::{DOCTYPE, Markup, html};

use crate::app::App;
use crate::asked::Asked;
use crate::assets;
use crate::form::Form;
use crate::link;

/// Where a page belongs in the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Search, and what it leads to.
    Search,
    /// Stories and happenings.
    Stories,
    /// Series of figures.
    Figures,
    /// Who says what.
    Statements,
    /// Actors and pairs of them.
    Actors,
    /// The map.
    Map,
    /// Readers' marks.
    Review,
    /// What counts as what.
    Codebook,
    /// A text to try.
    Try,
    /// None of these.
    None,
}

const MENU: [(Section, &str, &str); 9] = [
    (Section::Search, "/search", "Search"),
    (Section::Stories, "/stories", "Stories"),
    (Section::Figures, "/figures", "Figures"),
    (Section::Statements, "/statements", "Statements"),
    (Section::Actors, "/actors", "Actors"),
    (Section::Map, "/map", "Map"),
    (Section::Review, "/review", "Review"),
    (Section::Codebook, "/codebook", "Codebook"),
    (Section::Try, "/try", "Try"),
];

/// A whole page around its body.
pub fn page(app: &App, asked: &Asked, title: &str, section: Section, body: Markup) -> Markup {
    let name = app.path().file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    html! {
        (DOCTYPE)
        html lang="en" data-theme=[asked.theme] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Sayso" }
                link rel="icon" href=(assets::address("icon.svg")) type="image/svg+xml";
                link rel="stylesheet" href=(assets::address("sayso.css"));
                link rel="alternate" type="application/json" href=(asked.twin(Form::Json));
                script src=(assets::address("sayso.js")) defer {}
            }
            body {
                a.skip href="#main" { "Skip to the page" }
                header.top {
                    a.brand href="/" title=(name) { "Sayso" }
                    nav.menu aria-label="Main" {
                        @for (of, address, label) in MENU {
                            a href=(address) aria-current=[(of == section).then_some("page")] { (label) }
                        }
                    }
                    form.find action="/search" role="search" {
                        label.hidden for="find" { "Search reports" }
                        input #find type="search" name="q" placeholder="Search reports" autocomplete="off";
                    }
                }
                main #main tabindex="-1" { (body) }
                footer.foot { (foot(asked, &name)) }
            }
        }
    }
}

/// The other forms of the page, the theme, and whose words these are.
fn foot(asked: &Asked, name: &str) -> Markup {
    let back = asked.twin(Form::Html);
    let theme = |theme: &str| link::with_query("/settings", [("theme", theme), ("back", &back)]);
    html! {
        p {
            span.archive { (name) } " · this page as " a href=(asked.twin(Form::Json)) { "JSON" }
            " · " a href="/sources" { "Sources" } " · " a href="/api" { "API" }
        }
        p.themes {
            "Theme: " a href=(theme("light")) { "light" } " · " a href=(theme("dark")) { "dark" } " · "
            a href=(theme("system")) { "as the system" }
        }
        p { "Sayso asserts nothing: what is reported stays with the report, what is claimed with who claims it." }
    }
}
