//! What is marked in a text: each datum and each mention, with the pieces of text that it stands on and the line
//! that each piece is drawn with.

use sayso_record::{MentionKind, Record, Span};

/// A kind of marks, that can be shown or hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Who did what to whom.
    Event,
    /// How many.
    Figure,
    /// Where.
    Place,
    /// When.
    Time,
    /// Where an actor is mentioned.
    Mention,
    /// Who said what.
    Statement,
}

impl Kind {
    /// All of them, as switches name them.
    pub const ALL: [Kind; 6] =
        [Self::Statement, Self::Event, Self::Figure, Self::Mention, Self::Time, Self::Place];

    /// The word in cookies, classes and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Figure => "figure",
            Self::Place => "place",
            Self::Time => "time",
            Self::Mention => "mention",
            Self::Statement => "statement",
        }
    }

    /// The word for several.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Event => "Events",
            Self::Figure => "Figures",
            Self::Place => "Places",
            Self::Time => "Times",
            Self::Mention => "Actors",
            Self::Statement => "Statements",
        }
    }

    /// The lines that its marks are drawn with, and what each is for.
    pub fn lines(self) -> &'static [(Line, &'static str)] {
        match self {
            Self::Event => &[(Line::Trigger, "events")],
            Self::Figure => &[(Line::Figure, "figures")],
            Self::Place => &[(Line::Place, "places")],
            Self::Time => &[(Line::Time, "times")],
            Self::Mention => &[
                (Line::Name, "named"),
                (Line::Nominal, "described"),
                (Line::Pronoun, "pronoun"),
                (Line::Loaded, "words that take a side"),
            ],
            Self::Statement => {
                &[(Line::Source, "who says"), (Line::Cue, "says"), (Line::Content, "what is said")]
            }
        }
    }
}

/// A line under words: each has a colour and a form of its own (`lines.css`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Line {
    /// What tells an event.
    Trigger,
    /// What gives a figure.
    Figure,
    /// A place.
    Place,
    /// A time.
    Time,
    /// An actor by a name.
    Name,
    /// An actor by a description.
    Nominal,
    /// An actor by a pronoun.
    Pronoun,
    /// An actor by words that take a side.
    Loaded,
    /// The words that name who speaks.
    Source,
    /// The words that attribute.
    Cue,
    /// The words attributed.
    Content,
}

impl Line {
    /// The end of its class: `l0-event`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Trigger => "event",
            Self::Figure => "figure",
            Self::Place => "place",
            Self::Time => "time",
            Self::Name => "name",
            Self::Nominal => "nominal",
            Self::Pronoun => "pronoun",
            Self::Loaded => "loaded",
            Self::Source => "source",
            Self::Cue => "cue",
            Self::Content => "content",
        }
    }
}

/// A piece of text that belongs to something marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Where: not empty, and inside the text.
    pub span: Span,
    /// The line under it.
    pub line: Line,
    /// What it belongs to: a place in the list of [`all`].
    pub of: usize,
}

/// A datum, or a mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// Its id in the record; of the thirteenth mention `m12`.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Where its first piece begins; `None` where it has no piece inside the text.
    pub start: Option<usize>,
}

impl Marked {
    /// The id of the place in the text where it begins: mentions have no card that has their id.
    pub fn anchor(&self) -> String {
        if self.kind == Kind::Mention { self.id.clone() } else { format!("t-{}", self.id) }
    }
}

/// Everything that a record marks in its text of `length` code points, and the pieces by where they begin, the
/// longer first.
pub fn all(record: &Record, length: usize) -> (Vec<Marked>, Vec<Piece>) {
    let mut found = Finding { length, marked: Vec::new(), pieces: Vec::new() };
    for said in &record.statements {
        let of = |line, spans: &[Span]| spans.iter().map(|s| (line, *s)).collect::<Vec<_>>();
        let parts = [
            of(Line::Source, &said.source),
            of(Line::Cue, &said.cue),
            of(Line::Content, &said.content),
        ];
        found.add(said.id.clone(), Kind::Statement, parts.concat());
    }
    let each = |line, spans: &[Span]| spans.iter().map(|span| (line, *span)).collect::<Vec<_>>();
    for event in &record.events {
        found.add(event.id.clone(), Kind::Event, each(Line::Trigger, &event.trigger));
    }
    for figure in &record.figures {
        found.add(figure.id.clone(), Kind::Figure, each(Line::Figure, &figure.span));
    }
    for time in &record.times {
        let span = Span::new(time.start, time.end);
        found.add(time.id.clone(), Kind::Time, vec![(Line::Time, span)]);
    }
    for place in &record.places {
        let span = Span::new(place.start, place.end);
        found.add(place.id.clone(), Kind::Place, vec![(Line::Place, span)]);
    }
    for (number, mention) in record.mentions.iter().enumerate() {
        let line = match mention.kind {
            _ if mention.loaded => Line::Loaded,
            MentionKind::Name => Line::Name,
            MentionKind::Nominal => Line::Nominal,
            MentionKind::Pronoun => Line::Pronoun,
        };
        let span = Span::new(mention.start, mention.end);
        found.add(format!("m{number}"), Kind::Mention, vec![(line, span)]);
    }
    found.pieces.sort_by_key(|piece| (piece.span.start, std::cmp::Reverse(piece.span.end)));
    (found.marked, found.pieces)
}

struct Finding {
    length: usize,
    marked: Vec<Marked>,
    pieces: Vec<Piece>,
}

impl Finding {
    fn add(&mut self, id: String, kind: Kind, parts: Vec<(Line, Span)>) {
        let of = self.marked.len();
        let inside = |(line, span): (Line, Span)| {
            let span = Span::new(span.start, span.end.min(self.length));
            (span.start < span.end).then_some(Piece { span, line, of })
        };
        let pieces: Vec<Piece> = parts.into_iter().filter_map(inside).collect();
        let start = pieces.iter().map(|piece| piece.span.start).min();
        self.pieces.extend(pieces);
        self.marked.push(Marked { id, kind, start });
    }
}
