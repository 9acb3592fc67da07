//! A cell of a Parquet table as a field of a report.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::decode::decode;
use crate::lines::LONGEST_LINE;

const DAY: i64 = 86_400;

/// Whether a column of this type can be this field; else what types would do.
pub fn fits(field: &str, found: &DataType) -> Result<(), &'static str> {
    let (string, number, day) = (is_string(found), found.is_integer(), is_day(found));
    match field {
        // A column without a value in it.
        _ if *found == DataType::Null => Ok(()),
        "id" if string || number || *found == DataType::FixedSizeBinary(16) => Ok(()),
        "id" => Err("a string, a whole number or a UUID"),
        "date" if string || day => Ok(()),
        "date" => Err("a string, a date or a timestamp"),
        _ if string => Ok(()),
        _ => Err("a string"),
    }
}

/// Old writers leave off that bytes are text.
fn is_string(found: &DataType) -> bool {
    match found {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => true,
        DataType::Dictionary(_, values) => is_string(values),
        _ => false,
    }
}

fn is_day(found: &DataType) -> bool {
    matches!(found, DataType::Date32 | DataType::Date64 | DataType::Timestamp(..))
}

/// A column of a batch, from which a row's cell is taken as a string.
pub struct Column<'a> {
    read: Cells<'a>,
    array: &'a dyn Array,
    /// For each row the place of its value; without, the row itself.
    keys: Option<Vec<usize>>,
    values: &'a dyn Array,
}

type Cells<'a> = Box<dyn Fn(usize) -> Result<Option<String>, TooLong> + 'a>;

/// A cell with more than [`LONGEST_LINE`] bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct TooLong;

impl<'a> Column<'a> {
    /// The column, if it is of a type that a report has.
    pub fn of(array: &'a ArrayRef) -> Option<Self> {
        let (values, keys) = match array.as_any_dictionary_opt() {
            Some(dictionary) if dictionary.values().is_empty() => return None,
            Some(dictionary) => (dictionary.values(), Some(dictionary.normalized_keys())),
            None => (array, None),
        };
        Some(Self { read: reader(values)?, array, keys, values })
    }

    /// The cell of this row; `None` where there is none.
    ///
    /// # Errors
    /// It is too long; it was not copied.
    pub fn cell(&self, row: usize) -> Result<Option<String>, TooLong> {
        let there = |array: &dyn Array, place: usize| place < array.len() && !array.is_null(place);
        let place = match &self.keys {
            _ if !there(self.array, row) => None,
            Some(keys) => keys.get(row).copied(),
            None => Some(row),
        };
        match place.filter(|place| there(self.values, *place)) {
            Some(place) => (self.read)(place),
            None => Ok(None),
        }
    }
}

/// A way to read cells that are there.
fn reader(array: &ArrayRef) -> Option<Cells<'_>> {
    macro_rules! cells {
        ($array:expr, $cell:expr) => {{
            let array = $array?;
            let cell = $cell;
            Box::new(move |row| cell(array.value(row)))
        }};
    }
    macro_rules! numbers {
        ($type:ty) => {
            cells!(
                array.as_primitive_opt::<$type>(),
                |number: <$type as arrow_array::ArrowPrimitiveType>::Native| {
                    Ok(Some(number.to_string()))
                }
            )
        };
    }
    macro_rules! times {
        ($type:ty, $in_second:expr) => {
            cells!(array.as_primitive_opt::<$type>(), |time: i64| Ok(day(
                time.div_euclid($in_second)
            )))
        };
    }
    let fits = |length: usize| if length > LONGEST_LINE { Err(TooLong) } else { Ok(()) };
    let text = move |text: &str| fits(text.len()).map(|()| Some(text.to_owned()));
    let bytes = move |bytes: &[u8]| fits(bytes.len()).map(|()| Some(decode(bytes).0.into_owned()));
    Some(match array.data_type() {
        DataType::Utf8 => cells!(array.as_string_opt::<i32>(), text),
        DataType::LargeUtf8 => cells!(array.as_string_opt::<i64>(), text),
        DataType::Utf8View => cells!(array.as_string_view_opt(), text),
        DataType::Binary => cells!(array.as_binary_opt::<i32>(), bytes),
        DataType::LargeBinary => cells!(array.as_binary_opt::<i64>(), bytes),
        DataType::BinaryView => cells!(array.as_binary_view_opt(), bytes),
        DataType::FixedSizeBinary(16) => {
            cells!(array.as_fixed_size_binary_opt(), |bytes: &[u8]| Ok(uuid(bytes)))
        }
        DataType::Int8 => numbers!(Int8Type),
        DataType::Int16 => numbers!(Int16Type),
        DataType::Int32 => numbers!(Int32Type),
        DataType::Int64 => numbers!(Int64Type),
        DataType::UInt8 => numbers!(UInt8Type),
        DataType::UInt16 => numbers!(UInt16Type),
        DataType::UInt32 => numbers!(UInt32Type),
        DataType::UInt64 => numbers!(UInt64Type),
        DataType::Date32 => {
            cells!(array.as_primitive_opt::<Date32Type>(), |days: i32| Ok(day(
                i64::from(days) * DAY
            )))
        }
        DataType::Date64 => times!(Date64Type, 1_000),
        DataType::Timestamp(TimeUnit::Second, _) => times!(TimestampSecondType, 1),
        DataType::Timestamp(TimeUnit::Millisecond, _) => times!(TimestampMillisecondType, 1_000),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            times!(TimestampMicrosecondType, 1_000_000)
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            times!(TimestampNanosecondType, 1_000_000_000)
        }
        _ => return None,
    })
}

/// The UTC day of a time in seconds since 1970; a time of no such day as it is, so that it is
/// named as no date.
fn day(second: i64) -> Option<String> {
    Some(match Timestamp::from_second(second) {
        Ok(time) => time.to_zoned(TimeZone::UTC).date().to_string(),
        Err(_) => format!("second {second}"),
    })
}

fn uuid(bytes: &[u8]) -> Option<String> {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |range: std::ops::Range<usize>| hex.get(range);
    Some(format!(
        "{}-{}-{}-{}-{}",
        part(0..8)?,
        part(8..12)?,
        part(12..16)?,
        part(16..20)?,
        part(20..32)?
    ))
}
