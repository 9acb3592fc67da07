//! The text of a report as HTML. What stands between its tags is the text as it is stored, to the letter.

use std::collections::HashMap;
use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};

use super::marked::{Kind, Line};
use super::runs::{LANES, Run};
use super::sheet::{Kept, Sheet};

/// The text of the part that is shown.
pub fn text(sheet: &Sheet) -> Markup {
    let hops = Hops::of(sheet);
    html! {
        div.report-text id=(sheet.own("text")) {
            @for (words, gap) in sheet.laid_out() {
                @if words.is_empty() {
                    (runs(sheet, &hops, &gap))
                } @else {
                    p.lanes.{ "lanes-" (depth(&words)) } dir="auto" {
                        (runs(sheet, &hops, &words))
                        @if !gap.is_empty() { span.text-gap { (runs(sheet, &hops, &gap)) } }
                    }
                }
            }
        }
    }
}

/// The lanes that a paragraph needs.
fn depth(runs: &[Run]) -> usize {
    let lanes = runs.iter().flat_map(|run| run.lanes.iter().map(|(lane, _)| lane + 1));
    lanes.max().unwrap_or(0)
}

fn runs(sheet: &Sheet, hops: &Hops, runs: &[Run]) -> Markup {
    let mut out = String::new();
    for run in runs {
        for &of in &run.begins {
            anchor(sheet, hops, of, &mut out);
        }
        body(sheet, run, &mut out);
    }
    // Everything in it was escaped where it was put in.
    PreEscaped(out)
}

/// Where something marked begins. Of a mention also the way to the one before and behind it of the same actor:
/// both are words for the style to show, so that the text stays the text.
fn anchor(sheet: &Sheet, hops: &Hops, of: usize, out: &mut String) {
    let Some(marked) = sheet.marked.get(of) else { return };
    let id = sheet.own(&marked.anchor());
    let markup = html! {
        i.text-at id=(id) {}
        @if marked.kind == Kind::Mention && sheet.kept == Kept::Archived {
            @let (before, behind) = hops.around(of);
            @if before.is_some() || behind.is_some() {
                span.hops {
                    @if let Some(id) = before {
                        a.hop-before href=(sheet.way(id, id)) aria-label="Mention before of the same actor" tabindex="-1" {}
                    }
                    @if let Some(id) = behind {
                        a.hop-behind href=(sheet.way(id, id)) aria-label="Next mention of the same actor" tabindex="-1" {}
                    }
                }
            }
        }
    };
    out.push_str(&markup.0);
}

fn body(sheet: &Sheet, run: &Run, out: &mut String) {
    let words = sheet.slice(run.span);
    if run.of.is_empty() {
        let markup = if run.is_dim {
            html! { span.dimmed { (words) } }
        } else {
            html! { (words) }
        };
        out.push_str(&markup.0);
        return;
    }
    let class = class(run);
    // For the script of the pages.
    let data = (sheet.kept == Kept::Archived).then(|| data(sheet, run));
    // A link of nothing but a blank would have no name.
    let target = target(sheet, run).filter(|_| !words.trim().is_empty());
    let markup = match target {
        Some((href, stops)) => html! {
            a class=(class) href=(href) data-of=[data] tabindex=[(!stops).then_some("-1")] draggable="false" { (words) }
        },
        None => html! { span class=(class) data-of=[data] { (words) } },
    };
    out.push_str(&markup.0);
}

fn class(run: &Run) -> String {
    let mut class = "run".to_owned();
    for (lane, line) in &run.lanes {
        let word = if lane + 1 == LANES { "more" } else { line.word() };
        // Writing to a string cannot fail.
        let _ = write!(class, " l{lane}-{word}");
    }
    for (is, word) in [(run.is_dim, " dimmed"), (run.ends_loaded, " took-side")] {
        if is {
            class.push_str(word);
        }
    }
    class
}

/// The ids of everything that a run is a part of, the innermost first.
fn data(sheet: &Sheet, run: &Run) -> String {
    let ids = run.of.iter().filter_map(|&of| sheet.marked.get(of)).map(|marked| marked.id.as_str());
    ids.collect::<Vec<_>>().join(" ")
}

/// Where a click leads: to the innermost of what is drawn; and whether the tab key stops here. What is only said
/// by someone leads nowhere: it would make a link of half of the text.
fn target(sheet: &Sheet, run: &Run) -> Option<(String, bool)> {
    let drawn = run.of.iter().filter_map(|&of| Some((of, sheet.marked.get(of)?)));
    let (of, marked) = drawn
        .filter(|(_, marked)| sheet.is_shown(marked.kind))
        .find(|(_, marked)| marked.kind != Kind::Statement || is_attribution(run))?;
    let begins = run.begins.contains(&of);
    Some(match marked.kind {
        Kind::Mention => {
            let mention = marked.id.strip_prefix('m').and_then(|at| at.parse::<usize>().ok());
            let actor = mention.and_then(|at| sheet.record.mentions.get(at))?;
            (format!("#{}", sheet.own(&actor.actor)), false)
        }
        kind => {
            let stops = begins && matches!(kind, Kind::Event | Kind::Statement | Kind::Figure);
            (sheet.way(&marked.id, &marked.id), stops)
        }
    })
}

fn is_attribution(run: &Run) -> bool {
    run.lanes.iter().any(|(_, line)| matches!(line, Line::Source | Line::Cue))
}

/// From each mention to the one before and behind it of the same actor.
struct Hops<'s> {
    ids: Vec<&'s str>,
    /// By its place among everything marked, the places in `ids` of what is before and behind it.
    around: HashMap<usize, (Option<usize>, Option<usize>)>,
}

impl<'s> Hops<'s> {
    fn of(sheet: &'s Sheet) -> Self {
        let all = sheet.marked.iter().enumerate().filter(|(_, m)| m.kind == Kind::Mention);
        let (places, ids): (Vec<usize>, Vec<&str>) = all.map(|(at, m)| (at, m.id.as_str())).unzip();
        let mut last: HashMap<&str, usize> = HashMap::new();
        let mut around: HashMap<usize, (Option<usize>, Option<usize>)> = HashMap::new();
        for (number, (mention, &place)) in sheet.record.mentions.iter().zip(&places).enumerate() {
            let before = last.insert(&mention.actor, number);
            around.insert(place, (before, None));
            if let Some(entry) =
                before.and_then(|at| places.get(at)).and_then(|at| around.get_mut(at))
            {
                entry.1 = Some(number);
            }
        }
        Self { ids, around }
    }

    fn around(&self, of: usize) -> (Option<&str>, Option<&str>) {
        let (before, behind) = self.around.get(&of).copied().unwrap_or_default();
        let id = |number: Option<usize>| self.ids.get(number?).copied();
        (id(before), id(behind))
    }
}
