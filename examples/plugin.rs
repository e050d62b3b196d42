//! A plug-in with functions of the host program: scripts import them as a module, compiled code calls them directly.

use numjit::{Engine, Error, Output, Source};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

const PLUGIN: &str = "
from numba import njit
from shop import item_price, log, smooth

@njit
def total(ids, amounts):
    smooth(amounts)
    s = 0.0
    for k in range(ids.size):
        s += item_price(ids[k]) * amounts[k]
    return s

def report(ids, amounts):
    log('the total is ' + str(total(ids, amounts)))
";

/// What scripts may see of the shop.
fn engine(prices: BTreeMap<i64, f64>, journal: Arc<Mutex<Vec<String>>>) -> Result<Engine, Error> {
    let engine = Engine::builder().output(Output::memory()).build()?;
    engine.register("shop.item_price", move |id: i64| {
        prices.get(&id).copied().ok_or_else(|| format!("there is no item {id}"))
    })?;
    engine.register("shop.log", move |line: &str| {
        journal.lock().map(|mut lines| lines.push(line.to_string())).map_err(|_| "the journal is broken")
    })?;
    engine.register("shop.smooth", |amounts: &mut [f64]| {
        amounts.iter_mut().for_each(|amount| *amount = amount.round())
    })?;
    Ok(engine)
}

/// Runs the example.
pub fn main() {
    let journal = Arc::new(Mutex::new(Vec::new()));
    let engine = engine(BTreeMap::from([(1, 2.5), (2, 4.0)]), journal.clone()).expect("three functions");
    let plugin =
        engine.compile(Source::text("plugin.npy", PLUGIN)).unwrap_or_else(|error| panic!("{}", error.render(false)));
    let total = plugin.get::<(&[i64], &mut [f64]), f64>("total").expect("ids and amounts");
    let mut amounts = [1.1, 2.9];
    println!("total: {}", total.call((&[1, 2], &mut amounts)).expect("both are there"));
    println!("amounts now: {amounts:?}");
    let error = total.call((&[1, 3], &mut amounts)).expect_err("the third is not");
    println!("{}", error.render(false));
    let args = [numjit::Array::from(vec![2i64]).into(), numjit::Array::from(vec![3.0]).into()];
    plugin.call("report", &args).expect("it is there");
    println!("journal: {:?}", journal.lock().expect("no panic"));
}
