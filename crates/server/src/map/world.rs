//! Coasts and borders, from Natural Earth: `data/world.bin`, which `data/build.py` makes and describes.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;

use super::Sheet;
use super::sheet::{Bounds, WIDTH};

/// A longitude and a latitude.
type Point = (f64, f64);

/// Coasts and borders at one scale.
#[derive(Debug, Default)]
struct Level {
    arcs: Vec<Vec<Point>>,
    /// Whether an arc is between two countries, by number of the arc.
    is_border: Vec<bool>,
    shapes: Vec<Shape>,
}

#[derive(Debug)]
struct Shape {
    /// ISO 3166-1 alpha-3; `---` for none.
    code: String,
    rings: Vec<Vec<i64>>,
}

/// Of the world, and of parts of it.
static LEVELS: LazyLock<[Level; 2]> = LazyLock::new(|| {
    let mut bytes = Bytes(include_bytes!("../../data/world.bin"));
    // What is built in can be read: a test sees to it.
    [(); 2].map(|()| bytes.level().unwrap_or_default())
});

/// A part this wide in degrees, or narrower, is drawn of the finer one.
const FINE: f64 = 130.0;

/// The land of the world's own sheet, which is drawn most often.
static WORLD_LAND: LazyLock<String> = LazyLock::new(|| land_on(&Sheet::world()));
static WORLD_BORDERS: LazyLock<String> = LazyLock::new(|| borders_on(&Sheet::world()));

fn level(sheet: &Sheet) -> &'static Level {
    let [coarse, fine] = &*LEVELS;
    if sheet.bounds.wide() > FINE { coarse } else { fine }
}

/// All land on a sheet, as the data of a path.
pub fn land(sheet: &Sheet) -> String {
    if sheet.bounds.is_world() { WORLD_LAND.clone() } else { land_on(sheet) }
}

/// Borders between countries on a sheet, as the data of a path.
pub fn borders(sheet: &Sheet) -> String {
    if sheet.bounds.is_world() { WORLD_BORDERS.clone() } else { borders_on(sheet) }
}

/// One country on a sheet, as the data of a path; `None` where nothing of it is there.
pub fn shape(sheet: &Sheet, code: &str) -> Option<String> {
    let level = level(sheet);
    let mut path = String::new();
    for shape in level.shapes.iter().filter(|shape| shape.code == code) {
        level.draw(shape, sheet, &mut path);
    }
    (!path.is_empty()).then_some(path)
}

fn land_on(sheet: &Sheet) -> String {
    let level = level(sheet);
    let mut path = String::new();
    level.shapes.iter().for_each(|shape| level.draw(shape, sheet, &mut path));
    path
}

fn borders_on(sheet: &Sheet) -> String {
    let level = level(sheet);
    let mut path = String::new();
    let borders = level.arcs.iter().zip(&level.is_border).filter(|(_, is_border)| **is_border);
    for (arc, _) in borders {
        if Extent::of(arc).meets(&sheet.bounds) {
            pen(sheet, arc, &mut path);
        }
    }
    path
}

impl Level {
    fn draw(&self, shape: &Shape, sheet: &Sheet, path: &mut String) {
        for ring in &shape.rings {
            for ring in within_the_world(self.ring(ring)) {
                let extent = Extent::of(&ring);
                if !extent.meets(&sheet.bounds) {
                    continue;
                }
                let is_in = extent.is_in(&sheet.bounds);
                let ring = if is_in { ring } else { clipped(ring, &sheet.bounds) };
                if ring.len() > 2 {
                    pen(sheet, &ring, path);
                    path.push('z');
                }
            }
        }
    }

    /// The points of a ring, once around.
    fn ring(&self, arcs: &[i64]) -> Vec<Point> {
        let mut points: Vec<Point> = Vec::new();
        for arc in arcs {
            let is_forward = *arc >= 0;
            let number =
                usize::try_from(if is_forward { *arc } else { !*arc }).unwrap_or(usize::MAX);
            let Some(arc) = self.arcs.get(number) else { continue };
            // The end of one is the beginning of the next.
            points.pop();
            match is_forward {
                true => points.extend(arc),
                false => points.extend(arc.iter().rev()),
            }
        }
        points
    }
}

/// A ring in the parts that it has on either side of the meridian of 180 degrees, which it may cross.
fn within_the_world(mut ring: Vec<Point>) -> Vec<Vec<Point>> {
    let mut turns = 0.0;
    let mut before = ring.first().map_or(0.0, |point| point.0);
    for point in &mut ring {
        let step = point.0 - before;
        before = point.0;
        if step.abs() > 180.0 {
            turns -= step.signum() * 360.0;
        }
        point.0 += turns;
    }
    // Around a pole it does not come back to where it began.
    if turns != 0.0 {
        let ends = ring.last().copied().zip(ring.first().copied());
        let pole = if ring.iter().all(|point| point.1 < 0.0) { -90.0 } else { 90.0 };
        ring.extend(ends.into_iter().flat_map(|(last, first)| [(last.0, pole), (first.0, pole)]));
    }
    let Bounds { west, east, .. } = Extent::of(&ring).0;
    if west >= -180.0 && east <= 180.0 {
        return vec![ring];
    }
    let moved = |by: f64| ring.iter().map(|(lon, lat)| (lon + by, *lat)).collect::<Vec<Point>>();
    let lon_at = |edge: f64| {
        move |a: Point, b: Point| (edge, a.1 + (b.1 - a.1) * (edge - a.0) / (b.0 - a.0))
    };
    let part = |by: f64| {
        let part = cut(moved(by), |point| point.0 >= -180.0, lon_at(-180.0));
        cut(part, |point| point.0 <= 180.0, lon_at(180.0))
    };
    [-360.0, 0.0, 360.0].map(part).into_iter().filter(|part| part.len() > 2).collect()
}

/// How far points reach.
struct Extent(Bounds);

impl Extent {
    fn of(points: &[Point]) -> Self {
        let first = Bounds { west: 181.0, south: 91.0, east: -181.0, north: -91.0 };
        Self(points.iter().fold(first, |all, (lon, lat)| Bounds {
            west: all.west.min(*lon),
            south: all.south.min(*lat),
            east: all.east.max(*lon),
            north: all.north.max(*lat),
        }))
    }

    fn meets(&self, other: &Bounds) -> bool {
        let Self(own) = self;
        own.west <= other.east
            && own.east >= other.west
            && own.south <= other.north
            && own.north >= other.south
    }

    fn is_in(&self, other: &Bounds) -> bool {
        let Self(own) = self;
        own.west >= other.west
            && own.east <= other.east
            && own.south >= other.south
            && own.north <= other.north
    }
}

/// The part of a ring that is within bounds, cut edge by edge (Sutherland and Hodgman 1974, "Reentrant polygon
/// clipping", doi 10.1145/360767.360802), a little outside of them, so that no coast runs along the edge.
fn clipped(ring: Vec<Point>, bounds: &Bounds) -> Vec<Point> {
    let room = bounds.wide() * 0.02;
    let lon_at = |edge: f64| {
        move |a: Point, b: Point| (edge, a.1 + (b.1 - a.1) * (edge - a.0) / (b.0 - a.0))
    };
    let lat_at = |edge: f64| {
        move |a: Point, b: Point| (a.0 + (b.0 - a.0) * (edge - a.1) / (b.1 - a.1), edge)
    };
    let (west, east) = (bounds.west - room, bounds.east + room);
    let (south, north) = (bounds.south - room, bounds.north + room);
    let ring = cut(ring, |point| point.0 >= west, lon_at(west));
    let ring = cut(ring, |point| point.0 <= east, lon_at(east));
    let ring = cut(ring, |point| point.1 >= south, lat_at(south));
    cut(ring, |point| point.1 <= north, lat_at(north))
}

fn cut(
    ring: Vec<Point>,
    is_in: impl Fn(Point) -> bool,
    at: impl Fn(Point, Point) -> Point,
) -> Vec<Point> {
    let mut out = Vec::with_capacity(ring.len());
    let Some(mut before) = ring.last().copied() else { return out };
    for point in ring {
        if is_in(point) != is_in(before) {
            out.push(at(before, point));
        }
        if is_in(point) {
            out.push(point);
        }
        before = point;
    }
    out
}

/// Draws a line through points, to a half of a unit, in steps from point to point.
fn pen(sheet: &Sheet, points: &[Point], path: &mut String) {
    let mut last: Option<(i32, i32)> = None;
    for (lon, lat) in points {
        let (x, y) = sheet.point(*lon, *lat);
        // Far outside nothing is to be seen; numbers stay small.
        let half = |at: f64, most: f64| (at.clamp(-most, 2.0 * most) * 2.0).round() as i32;
        let at = (half(x, WIDTH), half(y, WIDTH));
        let written = match last {
            None => write!(path, "M{} {}l", Halves(at.0), Halves(at.1)),
            Some(last) if last == at => continue,
            Some(last) => write!(path, "{} {} ", Halves(at.0 - last.0), Halves(at.1 - last.1)),
        };
        // Writing to memory cannot fail.
        let _ = written;
        last = Some(at);
    }
    // A line of one point: nowhere.
    if path.ends_with('l') {
        path.push_str("0 0");
    }
}

/// A number of halves.
struct Halves(i32);

impl std::fmt::Display for Halves {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 % 2 == 0 {
            write!(f, "{}", self.0 / 2)
        } else {
            write!(f, "{}", f64::from(self.0) / 2.0)
        }
    }
}

/// The file, as far as it is not yet read.
struct Bytes<'b>(&'b [u8]);

impl Bytes<'_> {
    fn level(&mut self) -> Option<Level> {
        let mut level = Level::default();
        for _ in 0..self.count()? {
            let mut arc = Vec::new();
            let (mut x, mut y) = (0, 0);
            for _ in 0..self.count()? {
                (x, y) = (x + self.number()?, y + self.number()?);
                arc.push((x as f64 / 100.0, y as f64 / 100.0));
            }
            level.arcs.push(arc);
        }
        for _ in 0..self.count()? {
            let (code, rest) = self.0.split_at_checked(3)?;
            self.0 = rest;
            let code = String::from_utf8(code.to_vec()).ok()?;
            let mut rings = Vec::new();
            for _ in 0..self.count()? {
                let arcs: Option<Vec<i64>> = (0..self.count()?).map(|_| self.number()).collect();
                rings.push(arcs?);
            }
            level.shapes.push(Shape { code, rings });
        }
        level.is_border = level.borders();
        Some(level)
    }

    /// LEB128.
    fn count(&mut self) -> Option<u64> {
        let (mut number, mut shift) = (0_u64, 0_u32);
        loop {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 127).checked_shl(shift)?;
            if byte & 128 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }

    /// Zigzag.
    fn number(&mut self) -> Option<i64> {
        let number = self.count()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }
}

impl Level {
    /// Arcs that two shapes have.
    fn borders(&self) -> Vec<bool> {
        let mut users: HashMap<usize, Vec<usize>> = HashMap::new();
        for (shape, Shape { rings, .. }) in self.shapes.iter().enumerate() {
            for arc in rings.iter().flatten() {
                let arc =
                    usize::try_from(if *arc >= 0 { *arc } else { !*arc }).unwrap_or(usize::MAX);
                let shapes = users.entry(arc).or_default();
                if !shapes.contains(&shape) {
                    shapes.push(shape);
                }
            }
        }
        let is_border = |arc: usize| users.get(&arc).is_some_and(|shapes| shapes.len() > 1);
        (0..self.arcs.len()).map(is_border).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_in_is_the_world() {
        let [coarse, fine] = &*LEVELS;
        assert!(coarse.shapes.len() > 170 && fine.shapes.len() > 230);
        for level in [coarse, fine] {
            let points: usize = level.arcs.iter().map(Vec::len).sum();
            assert!(points > 3000 && level.is_border.iter().any(|is_border| *is_border));
            let all = level.arcs.iter().flatten();
            assert!(all.clone().all(|(lon, lat)| lon.abs() <= 180.0 && lat.abs() <= 90.0));
            for shape in &level.shapes {
                for ring in &shape.rings {
                    let ring = level.ring(ring);
                    assert_eq!(ring.first(), ring.last(), "{}", shape.code);
                }
            }
        }
        assert!(land(&Sheet::world()).len() < 80_000);
    }

    #[test]
    fn a_country_is_where_it_is() {
        let europe = Sheet::of(Bounds::read("-25,34,45,72").unwrap());
        assert!(shape(&europe, "ITA").is_some());
        assert_eq!(shape(&europe, "BRA"), None);
        assert_eq!(shape(&europe, "RUR"), None);
        assert!(land(&europe).len() < 150_000 && !borders(&europe).is_empty());
    }

    #[test]
    fn what_crosses_the_last_meridian_is_on_both_sides() {
        let isles = vec![(170.0, 0.0), (-170.0, 0.0), (-170.0, 10.0), (170.0, 10.0), (170.0, 0.0)];
        let ends: Vec<(f64, f64)> = within_the_world(isles)
            .iter()
            .map(|part| (Extent::of(part).0.west, Extent::of(part).0.east))
            .collect();
        assert_eq!(ends, [(-180.0, -170.0), (170.0, 180.0)]);
        // No line goes from one side of the world to the other.
        let [coarse, fine] = &*LEVELS;
        for level in [coarse, fine] {
            for ring in level.shapes.iter().flat_map(|shape| &shape.rings) {
                for part in within_the_world(level.ring(ring)) {
                    let steps = part.iter().zip(part.iter().skip(1));
                    let far = |(a, b): (&Point, &Point)| (a.0 - b.0).abs() > 100.0 && a.1 > -85.0;
                    assert!(!steps.into_iter().any(far));
                }
            }
        }
    }

    #[test]
    fn rings_are_cut_at_the_edge() {
        let square =
            vec![(-10.0, -10.0), (10.0, -10.0), (10.0, 10.0), (-10.0, 10.0), (-10.0, -10.0)];
        let part = clipped(square, &Bounds { west: 0.0, south: 0.0, east: 20.0, north: 20.0 });
        let extent = Extent::of(&part).0;
        assert_eq!((extent.west, extent.north), (-0.4, 10.0));
        assert!(extent.south == -0.4 && extent.east == 10.0);
    }
}
