//! The example programs for Rust hosts run to their end.

#[path = "../examples/image_filter.rs"]
mod image_filter;
#[path = "../examples/ode_solver.rs"]
mod ode_solver;
#[path = "../examples/plugin.rs"]
mod plugin;
#[path = "../examples/price_formula.rs"]
mod price_formula;
#[path = "../examples/shared_module.rs"]
mod shared_module;

#[test]
fn an_image_filter() {
    image_filter::main();
}

#[test]
fn an_ode_solver() {
    ode_solver::main();
}

#[test]
fn a_plugin() {
    plugin::main();
}

#[test]
fn a_price_formula() {
    price_formula::main();
}

#[test]
fn a_shared_module() {
    shared_module::main();
}
