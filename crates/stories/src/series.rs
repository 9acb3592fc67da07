//! The figures of one measure, population, place and period, from report to report.
