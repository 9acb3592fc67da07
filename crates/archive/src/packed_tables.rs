//! The tables `actors`, `mentions`, `times` and `places`: read from what is packed beside each text
//! ([`crate::pack`]), as if they were stored row by row.

#![expect(unsafe_code, reason = "SQLite calls virtual tables through C structures")]

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::ffi::{CStr, CString, c_int};
use std::marker::PhantomData;
use std::rc::Rc;

use rusqlite::ffi::{sqlite3_vtab, sqlite3_vtab_cursor};
use rusqlite::types::Value;
use rusqlite::vtab::{
    Context, Filters, IndexConstraint, IndexConstraintOp, IndexInfo, Module, VTab, VTabConfig,
    VTabConnection, VTabCursor,
};
use rusqlite::{Connection, Error, OptionalExtension, Result};
use sayso_record::{Actor, Mention, Place, Time, Word};

use crate::dictionary::{Entries, Reading};
use crate::pack::{Packed, ordinal, unpack};
use crate::text;

/// A table that is packed.
pub trait PackedTable: 'static {
    /// What SQL calls it.
    const NAME: &'static str;
    /// What a row is.
    const ABOUT: &'static str;
    /// Its columns behind `report`: name, SQL type, what it holds.
    const COLUMNS: &'static [(&'static str, &'static str, &'static str)];
    /// Its rows, without `report`.
    fn rows(packed: Packed) -> Vec<Vec<Value>>;
}

/// Adds the tables to a connection.
pub fn add(connection: &Connection) -> Result<()> {
    fn one<T: PackedTable>(connection: &Connection) -> Result<()> {
        connection.create_module(
            T::NAME,
            const { &Module::<Table<T>>::eponymous_only_module() },
            None,
        )
    }
    one::<Actors>(connection)?;
    one::<Mentions>(connection)?;
    one::<Times>(connection)?;
    one::<Places>(connection)
}

/// A table's name, what a row is, and its columns: name, type, what it holds.
pub type Described =
    (&'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

/// Every packed table: its name, what a row is, its columns behind `report`.
pub fn described() -> [Described; 4] {
    fn one<T: PackedTable>() -> Described {
        (T::NAME, T::ABOUT, T::COLUMNS)
    }
    [one::<Actors>(), one::<Mentions>(), one::<Times>(), one::<Places>()]
}

/// Who is spoken of.
pub struct Actors;
/// Where actors are mentioned.
pub struct Mentions;
/// When.
pub struct Times;
/// Where on the earth.
pub struct Places;

impl PackedTable for Actors {
    const NAME: &'static str = "actors";
    const ABOUT: &'static str = "Someone who is spoken of in a report.";
    const COLUMNS: &'static [(&'static str, &'static str, &'static str)] = &[
        ("actor", "INTEGER", "The 1 of `a1`."),
        ("name", "TEXT", "Canonical plain name, else the fullest name in the report."),
        ("kind", "TEXT", "`state`, `person`, `organisation` or `group`."),
        ("country", "TEXT", "ISO 3166-1 alpha-3, or PLOVER's UNO EUR IGO NGO ISM IMG MNC."),
        ("role", "TEXT", "PLOVER's sector; null for a state as such."),
        ("code", "TEXT", "Country and role together."),
        ("wikidata", "TEXT", "Wikidata item."),
    ];
    fn rows(packed: Packed) -> Vec<Vec<Value>> {
        let row = |actor: Actor| {
            let Actor { id, name, kind, country, role, code, wikidata } = actor;
            let id = Value::Integer(number(&id));
            vec![
                id,
                name.into(),
                word(kind),
                text_of(country),
                text_of(role),
                text_of(code),
                text_of(wikidata),
            ]
        };
        packed.actors.into_iter().map(row).collect()
    }
}

impl PackedTable for Mentions {
    const NAME: &'static str = "mentions";
    const ABOUT: &'static str = "Where an actor is named, described or referred to.";
    const COLUMNS: &'static [(&'static str, &'static str, &'static str)] = &[
        ("start", "INTEGER", "First code point."),
        ("end", "INTEGER", "One past the last code point."),
        ("actor", "INTEGER", "The 1 of the actor `a1`."),
        ("kind", "TEXT", "`name`, `nominal` or `pronoun`."),
        ("loaded", "INTEGER", "1 where the words take a side."),
    ];
    fn rows(packed: Packed) -> Vec<Vec<Value>> {
        let row = |mention: Mention| {
            let Mention { start, end, actor, kind, loaded } = mention;
            vec![
                at(start),
                at(end),
                Value::Integer(number(&actor)),
                word(kind),
                Value::from(loaded),
            ]
        };
        packed.mentions.into_iter().map(row).collect()
    }
}

impl PackedTable for Times {
    const NAME: &'static str = "times";
    const ABOUT: &'static str = "A time expression (ISO-TimeML TIMEX3).";
    const COLUMNS: &'static [(&'static str, &'static str, &'static str)] = &[
        ("time", "INTEGER", "The 0 of `t0`."),
        ("start", "INTEGER", "First code point."),
        ("end", "INTEGER", "One past the last code point."),
        ("type", "TEXT", "`DATE`, `TIME`, `DURATION` or `SET`."),
        ("value", "TEXT", "TIMEX3 value."),
        ("mod", "TEXT", "TIMEX3 modifier."),
    ];
    fn rows(packed: Packed) -> Vec<Vec<Value>> {
        let row = |time: Time| {
            let Time { id, start, end, kind, value, modifier } = time;
            let id = Value::Integer(number(&id));
            vec![id, at(start), at(end), word(kind), text_of(value), text_of(modifier)]
        };
        packed.times.into_iter().map(row).collect()
    }
}

impl PackedTable for Places {
    const NAME: &'static str = "places";
    const ABOUT: &'static str = "A toponym and the place it means.";
    const COLUMNS: &'static [(&'static str, &'static str, &'static str)] = &[
        ("place", "INTEGER", "The 0 of `p0`."),
        ("start", "INTEGER", "First code point."),
        ("end", "INTEGER", "One past the last code point."),
        ("name", "TEXT", "Canonical name, or the words where the place is not known."),
        ("form", "TEXT", "`name` or `adjective`."),
        ("country", "TEXT", "ISO 3166-1 alpha-3."),
        ("admin1", "TEXT", "First-order division."),
        ("latitude", "REAL", "Degrees north."),
        ("longitude", "REAL", "Degrees east."),
        ("geonames_id", "INTEGER", "GeoNames id."),
        (
            "precision",
            "TEXT",
            "`exact`, `admin2`, `admin1` or `country`; null where it is not known.",
        ),
    ];
    fn rows(packed: Packed) -> Vec<Vec<Value>> {
        let row = |place: Place| {
            let known = place.geonames_id.and_then(|id| i64::try_from(id).ok());
            vec![
                Value::Integer(number(&place.id)),
                at(place.start),
                at(place.end),
                place.name.into(),
                word(place.form),
                text_of(place.country),
                text_of(place.admin1),
                place.latitude.map_or(Value::Null, Value::Real),
                place.longitude.map_or(Value::Null, Value::Real),
                known.map_or(Value::Null, Value::Integer),
                place.precision.map_or(Value::Null, word),
            ]
        };
        packed.places.into_iter().map(row).collect()
    }
}

fn at(offset: usize) -> Value {
    Value::Integer(offset as i64)
}

fn number(id: &str) -> i64 {
    ordinal(id).map_or(-1, u64::cast_signed)
}

fn word<T: Word>(of: T) -> Value {
    Value::Text(of.word().to_owned())
}

fn text_of(text: Option<String>) -> Value {
    text.map_or(Value::Null, Value::Text)
}

/// A packed table as SQLite sees it.
#[repr(C)]
pub struct Table<T> {
    /// SQLite's own part; must come first.
    base: sqlite3_vtab,
    connection: Connection,
    entries: RefCell<Entries>,
    /// The report that was unpacked last, since joins ask for one many times.
    last: RefCell<(i64, Rc<[Vec<Value>]>)>,
    /// SQLite's word for what the archive was like then.
    state: Cell<(i64, u64)>,
    of: PhantomData<T>,
}

impl<T: PackedTable> Table<T> {
    /// The rows of a report.
    fn unpacked(&self, report: i64) -> Result<Rc<[Vec<Value>]>> {
        self.forget_what_changed()?;
        let last = self.last.borrow();
        if last.0 == report {
            return Ok(Rc::clone(&last.1));
        }
        drop(last);
        let sql =
            "SELECT date, text, packed FROM texts JOIN reports USING (report) WHERE report = ?1";
        let mut find = self.connection.prepare_cached(sql)?;
        let damaged =
            || Error::ModuleError(format!("what is packed of report {report} is damaged"));
        let rows = find.query_row([report], |row| {
            let date = row.get_ref(0)?.as_str().ok().and_then(|date| date.parse().ok());
            let text = text::expand(row.get_ref(1)?.as_blob()?);
            let (date, text) = date.zip(text).ok_or_else(damaged)?;
            let mut entries = self.entries.try_borrow_mut().map_err(|_| damaged())?;
            let mut lookup = Reading { connection: &self.connection, entries: &mut entries };
            let packed = unpack(row.get_ref(2)?.as_blob()?, date, &text, &mut lookup);
            Ok(T::rows(packed.ok_or_else(damaged)?).into())
        });
        let rows = rows.optional()?.unwrap_or_else(|| Rc::from([]));
        *self.last.borrow_mut() = (report, Rc::clone(&rows));
        Ok(rows)
    }

    /// Another connection, or this one, may have coded the report again.
    fn forget_what_changed(&self) -> Result<()> {
        let mut version = self.connection.prepare_cached("PRAGMA data_version")?;
        let state = (version.query_row([], |row| row.get(0))?, self.connection.total_changes());
        if self.state.replace(state) != state {
            *self.last.borrow_mut() = (0, Rc::from([]));
        }
        Ok(())
    }

    /// The number of the report behind this one; 0 where there is none.
    fn after(&self, report: i64) -> Result<i64> {
        let sql = "SELECT report FROM texts WHERE report > ?1 ORDER BY report LIMIT 1";
        let next = self.connection.prepare_cached(sql)?.query_row([report], |row| row.get(0));
        Ok(next.optional()?.unwrap_or(0))
    }
}

// SAFETY: `repr(C)` with SQLite's own part first, as its documentation wants.
unsafe impl<'v, T: PackedTable> VTab<'v> for Table<T> {
    type Aux = ();
    type Cursor = Rows<'v, T>;

    fn connect(
        connection: &mut VTabConnection,
        _aux: Option<&()>,
        _module: &[u8],
        _database: &[u8],
        _table: &[u8],
        _arguments: &[&[u8]],
    ) -> Result<(Cow<'static, CStr>, Self)> {
        connection.config(VTabConfig::Innocuous)?;
        let columns: Vec<String> =
            T::COLUMNS.iter().map(|(name, kind, _)| format!("\"{name}\" {kind}")).collect();
        let schema = format!("CREATE TABLE x (report INTEGER, {})", columns.join(", "));
        let schema = CString::new(schema).map_err(|e| Error::ModuleError(e.to_string()))?;
        // SAFETY: a connection outlives its tables, and is not closed through this handle.
        let connection = unsafe { Connection::from_handle(connection.handle()) }?;
        let table = Self {
            base: sqlite3_vtab::default(),
            connection,
            entries: RefCell::default(),
            last: RefCell::new((0, Rc::from([]))),
            state: Cell::default(),
            of: PhantomData,
        };
        Ok((schema.into(), table))
    }

    /// Plan 1 has the report given, plan 0 goes through all of them.
    fn best_index(&self, info: &mut IndexInfo) -> Result<bool> {
        let is_report = |constraint: &IndexConstraint| {
            constraint.column() == 0
                && constraint.operator() == IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_EQ
                && constraint.is_usable()
        };
        let given = info.constraints().position(|constraint| is_report(&constraint));
        if let Some(given) = given {
            let mut usage = info.constraint_usage(given);
            usage.set_argv_index(1);
            usage.set_omit(true);
        }
        let rows = if given.is_some() { 20 } else { 20_000_000 };
        info.set_idx_num(c_int::from(given.is_some()));
        info.set_estimated_cost(f64::from(rows));
        info.set_estimated_rows(i64::from(rows));
        Ok(true)
    }

    fn open(&'v mut self) -> Result<Rows<'v, T>> {
        let base = sqlite3_vtab_cursor::default();
        let of = PhantomData;
        Ok(Rows { base, of, goes_on: false, report: 0, rows: Rc::from([]), row: 0 })
    }
}

/// The report's number that a value is, as SQLite compares numbers; 0, which no report has, for others.
fn whole(value: Value) -> i64 {
    match value {
        Value::Integer(number) => number,
        // Beyond 2^53 a number with a point is none that reports have.
        Value::Real(number) if number.fract() == 0.0 && number.abs() < 9e15 => number as i64,
        Value::Text(text) => text.trim().parse().unwrap_or(0),
        _ => 0,
    }
}

/// A way through a packed table.
#[repr(C)]
pub struct Rows<'v, T> {
    /// SQLite's own part; must come first.
    base: sqlite3_vtab_cursor,
    of: PhantomData<&'v Table<T>>,
    /// Whether other reports follow.
    goes_on: bool,
    /// 0 at the end.
    report: i64,
    rows: Rc<[Vec<Value>]>,
    row: usize,
}

impl<'v, T: PackedTable> Rows<'v, T> {
    fn table(&self) -> &'v Table<T> {
        // SAFETY: SQLite sets `pVtab` to the table that opened this cursor, which outlives it, before
        // any other call; shared borrows alone are made of it while cursors are open.
        unsafe { &*self.base.pVtab.cast::<Table<T>>() }
    }

    /// Goes to the next report with a row while there is none left in this one.
    fn settle(&mut self) -> Result<()> {
        while self.row >= self.rows.len() && self.report != 0 {
            self.report = if self.goes_on { self.table().after(self.report)? } else { 0 };
            self.row = 0;
            if self.report != 0 {
                self.rows = self.table().unpacked(self.report)?;
            }
        }
        Ok(())
    }
}

// SAFETY: `repr(C)` with SQLite's own part first, as its documentation wants.
unsafe impl<T: PackedTable> VTabCursor for Rows<'_, T> {
    fn filter(&mut self, plan: c_int, _: Option<&str>, arguments: &Filters<'_>) -> Result<()> {
        self.goes_on = plan == 0;
        self.report = match plan {
            0 => self.table().after(0)?,
            _ => whole(arguments.get(0)?),
        };
        self.row = 0;
        self.rows =
            if self.report == 0 { Rc::from([]) } else { self.table().unpacked(self.report)? };
        self.settle()
    }

    fn next(&mut self) -> Result<()> {
        self.row += 1;
        self.settle()
    }

    fn eof(&self) -> bool {
        self.report == 0
    }

    fn column(&self, context: &mut Context, column: c_int) -> Result<()> {
        let cells = self.rows.get(self.row);
        match usize::try_from(column - 1) {
            Err(_) => context.set_result(self.report),
            Ok(column) => match cells.and_then(|cells| cells.get(column)) {
                Some(value) => context.set_result(value),
                None => context.set_result(Value::Null),
            },
        }
    }

    fn rowid(&self) -> Result<i64> {
        Ok(self.report << 24 | self.row as i64)
    }
}
