//! The whole way in one: inputs → records, and inputs → archive, on any number of threads, in the
//! order of the inputs. What the `sayso` program and the Python package share.
