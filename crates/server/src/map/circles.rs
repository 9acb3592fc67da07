//! Places as circles: the area is what is counted, and places whose circles would cover each other are one
//! circle together, so that none is hidden and none is moved to where it is not.

use super::Sheet;
use super::sheet::WIDTH;

/// A place to be drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dot {
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// What the area is.
    pub count: usize,
    /// Known by its division alone: drawn as a wide ring.
    pub is_area: bool,
}

/// One or several places, drawn as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Circle {
    /// Units from the left.
    pub x: f64,
    /// Units from the top.
    pub y: f64,
    /// Units.
    pub radius: f64,
    /// All that is counted.
    pub count: usize,
    /// The places, by their index among the dots, the one that counts most first; the circle stands at its place.
    pub dots: Vec<usize>,
    /// Whether all of them are known by their division alone.
    pub is_area: bool,
}

/// The largest circle, in units.
const MOST: f64 = 34.0;
/// The smallest, of a point and of an area.
const POINT: f64 = 4.0;
const AREA: f64 = 11.0;

/// The circles of some places on a sheet, the largest first; places outside of it are left out.
pub fn circles(sheet: &Sheet, dots: &[Dot]) -> Vec<Circle> {
    let mut order: Vec<usize> = (0..dots.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(dots.get(*at).map(|dot| dot.count)), *at));
    let alone = order.iter().filter_map(|at| alone(sheet, *dots.get(*at)?, *at));
    let mut circles: Vec<Circle> = alone.collect();
    let most = circles.first().map_or(1, |circle| circle.count).max(1);
    let mut unit = MOST / (most as f64).sqrt();
    circles.iter_mut().for_each(|circle| circle.size(unit));
    loop {
        let before = circles.len();
        circles = together(circles, unit);
        // What came together counts more than any did alone: all become smaller alike.
        let most = circles.iter().map(|circle| circle.count).max().unwrap_or(1).max(1);
        let smaller = MOST / (most as f64).sqrt();
        if circles.len() == before && smaller >= unit {
            break;
        }
        unit = unit.min(smaller);
        circles.iter_mut().for_each(|circle| circle.size(unit));
    }
    circles.sort_by(|a, b| b.radius.total_cmp(&a.radius).then(a.dots.cmp(&b.dots)));
    circles
}

fn alone(sheet: &Sheet, dot: Dot, at: usize) -> Option<Circle> {
    let (x, y) = sheet.point(dot.lon, dot.lat);
    let is_there = (0.0..=WIDTH).contains(&x) && (0.0..=sheet.height).contains(&y);
    is_there.then(|| Circle {
        x,
        y,
        radius: 0.0,
        count: dot.count,
        dots: vec![at],
        is_area: dot.is_area,
    })
}

/// Each circle that meets one before it is taken into that one.
fn together(circles: Vec<Circle>, unit: f64) -> Vec<Circle> {
    let mut kept: Vec<Circle> = Vec::new();
    for circle in circles {
        match kept.iter_mut().find(|there| there.covers(&circle)) {
            None => kept.push(circle),
            Some(there) => {
                there.count += circle.count;
                there.dots.extend(circle.dots);
                there.is_area &= circle.is_area;
                there.size(unit);
            }
        }
    }
    kept
}

impl Circle {
    fn size(&mut self, unit: f64) {
        let least = if self.is_area { AREA } else { POINT };
        self.radius = (unit * (self.count as f64).sqrt()).clamp(least, MOST);
    }

    /// Whether the two cover each other by more than a little.
    fn covers(&self, other: &Self) -> bool {
        let (dx, dy) = (self.x - other.x, self.y - other.y);
        let apart = (self.radius + other.radius) * 0.85;
        dx * dx + dy * dy < apart * apart
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(lon: f64, count: usize) -> Dot {
        Dot { lon, lat: 0.0, count, is_area: false }
    }

    #[test]
    fn what_would_be_covered_comes_together() {
        let sheet = Sheet::world();
        let all = circles(&sheet, &[dot(0.0, 100), dot(1.0, 4), dot(90.0, 25), dot(-90.0, 1)]);
        let told: Vec<(usize, Vec<usize>)> =
            all.iter().map(|c| (c.count, c.dots.clone())).collect();
        assert_eq!(told, [(104, vec![0, 1]), (25, vec![2]), (1, vec![3])]);
        let [first, second, _] = all.as_slice() else { panic!("three") };
        // Areas are as what is counted.
        assert!(((first.radius / second.radius).powi(2) - 104.0 / 25.0).abs() < 0.01);
        assert_eq!(first.radius, MOST);
    }

    #[test]
    fn no_circle_covers_another_and_nothing_is_lost() {
        let dots: Vec<Dot> = (0..400)
            .map(|at| Dot {
                lat: f64::from(at % 20),
                ..dot(f64::from(at / 20), 1 + at as usize % 7)
            })
            .collect();
        let all = circles(&Sheet::world(), &dots);
        assert_eq!(all.iter().map(|c| c.dots.len()).sum::<usize>(), 400);
        for (at, circle) in all.iter().enumerate() {
            assert!(all.iter().skip(at + 1).all(|other| !circle.covers(other)));
        }
        assert_eq!(circles(&Sheet::world(), &[]), []);
    }
}
