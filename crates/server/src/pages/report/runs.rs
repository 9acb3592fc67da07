//! A paragraph cut into runs: stretches over which the same marks stand. Marks overlap, so each run has its marks'
//! lines in lanes below it, and every mark keeps its lane through the paragraph.

use std::collections::BTreeMap;

use sayso_record::Span;

use super::marked::{Kind, Line, Marked, Piece};

/// Lanes that are drawn. The last one is shared by all marks for which no other is free.
pub const LANES: usize = 8;
/// The most marks that a run names, the innermost of them: what lies further out is no longer to be told apart.
const MOST: usize = 200;

/// A stretch of text over which the same marks stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Where.
    pub span: Span,
    /// What is drawn below it: lane and line.
    pub lanes: Vec<(usize, Line)>,
    /// Everything marked that it is a part of, the innermost first.
    pub of: Vec<usize>,
    /// What begins here for the first time in this part of the report.
    pub begins: Vec<usize>,
    /// Whether a mention by loaded words ends with it.
    pub ends_loaded: bool,
    /// Whether it is not in the voice that is asked for.
    pub is_dim: bool,
}

/// What decides how text is cut.
pub struct Cutting<'c> {
    /// Everything marked.
    pub marked: &'c [Marked],
    /// What of it is drawn.
    pub is_shown: &'c dyn Fn(Kind) -> bool,
    /// The stretches in the voice that is asked for, in order, none of them touching another; `None` for all.
    pub voice: Option<&'c [Span]>,
}

impl Cutting<'_> {
    /// The runs of a stretch of text, which is cut at `also` as well. `pieces` are those that touch it, by where
    /// they begin.
    pub fn runs(&self, of: Span, pieces: &[Piece], also: usize) -> Vec<Run> {
        let lanes = self.lanes(pieces);
        let mut cuts: Vec<usize> = vec![of.start, of.end, also];
        cuts.extend(pieces.iter().flat_map(|piece| [piece.span.start, piece.span.end]));
        cuts.extend(self.voice.unwrap_or_default().iter().flat_map(|span| [span.start, span.end]));
        cuts.retain(|cut| (of.start..=of.end).contains(cut));
        cuts.sort_unstable();
        cuts.dedup();
        let mut coming = pieces.iter().peekable();
        let mut open: Vec<&Piece> = Vec::new();
        let mut runs = Vec::with_capacity(cuts.len());
        for (&start, &end) in cuts.iter().zip(cuts.iter().skip(1)) {
            open.retain(|piece| piece.span.end > start);
            while let Some(piece) = coming.next_if(|piece| piece.span.start <= start) {
                if piece.span.end > start {
                    open.push(piece);
                }
            }
            runs.push(self.run(Span::new(start, end), &open, &lanes));
        }
        runs
    }

    fn run(&self, span: Span, open: &[&Piece], lanes: &BTreeMap<usize, usize>) -> Run {
        let mut inward: Vec<&Piece> = open.to_vec();
        inward.sort_by_key(|piece| (piece.span.end - piece.span.start, piece.line, piece.of));
        let mut of: Vec<usize> = Vec::new();
        let mut drawn: BTreeMap<usize, Line> = BTreeMap::new();
        for piece in inward.iter().take(MOST) {
            if !of.contains(&piece.of) {
                of.push(piece.of);
            }
            if let Some(&lane) = lanes.get(&piece.of) {
                // Of a statement that is its own source, the stronger line.
                let line = drawn.entry(lane).or_insert(piece.line);
                *line = piece.line.min(*line);
            }
        }
        let ends_loaded = inward.iter().any(|piece| {
            piece.line == Line::Loaded
                && piece.span.end == span.end
                && lanes.contains_key(&piece.of)
        });
        let in_voice = |voice: &[Span]| {
            let at = voice.partition_point(|other| other.end <= span.start);
            voice.get(at).is_some_and(|other| other.start <= span.start)
        };
        let is_dim = self.voice.is_some_and(|voice| !in_voice(voice));
        Run {
            span,
            lanes: drawn.into_iter().collect(),
            of,
            begins: Vec::new(),
            ends_loaded,
            is_dim,
        }
    }

    /// The lane of each mark that is drawn: what is short and strong next to the words, statements, which are
    /// long, below; always the highest that is free under all of its pieces.
    fn lanes(&self, pieces: &[Piece]) -> BTreeMap<usize, usize> {
        let mut units: BTreeMap<(Kind, usize), Vec<Span>> = BTreeMap::new();
        for piece in pieces {
            if let Some(marked) = self.marked.get(piece.of)
                && (self.is_shown)(marked.kind)
            {
                units.entry((marked.kind, piece.of)).or_default().push(piece.span);
            }
        }
        let mut taken: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); LANES - 1];
        let mut lanes = BTreeMap::new();
        for ((_, of), spans) in units {
            let free =
                |lane: &BTreeMap<usize, usize>| spans.iter().all(|span| is_free(lane, *span));
            let found = taken.iter_mut().enumerate().find(|(_, lane)| free(lane));
            let lane = match found {
                Some((at, lane)) => {
                    spans.iter().for_each(|span| take(lane, *span));
                    at
                }
                None => LANES - 1,
            };
            lanes.insert(of, lane);
        }
        lanes
    }
}

/// Whether nothing in a lane (start → end) touches a span.
fn is_free(lane: &BTreeMap<usize, usize>, span: Span) -> bool {
    lane.range(..span.end).next_back().is_none_or(|(_, &end)| end <= span.start)
}

/// Takes a span of a lane; the pieces of one mark may overlap.
fn take(lane: &mut BTreeMap<usize, usize>, span: Span) {
    let (mut start, mut end) = (span.start, span.end);
    while let Some((&from, &to)) = lane.range(..=end).next_back().filter(|(_, to)| **to >= start) {
        lane.remove(&from);
        (start, end) = (start.min(from), end.max(to));
    }
    lane.insert(start, end);
}

/// The pieces that touch each of these stretches, which follow on each other.
pub fn touching(stretches: &[Span], pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut coming = pieces.iter().copied().peekable();
    let mut open: Vec<Piece> = Vec::new();
    let mut all = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        open.retain(|piece| piece.span.end > stretch.start);
        while let Some(piece) = coming.next_if(|piece| piece.span.start < stretch.end) {
            if piece.span.end > stretch.start {
                open.push(piece);
            }
        }
        all.push(open.clone());
    }
    all
}
