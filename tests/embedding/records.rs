//! Rust structs as records of scripts: arguments, results, host functions, values; what does not fit is refused.

use super::{compile, engine, module};
use num_complex::Complex;
use numjit::{Engine, ErrorKind, Record, Source, Value};

#[derive(Record, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Particle {
    position: [f64; 2],
    charge: i8,
    mass: f32,
    spin: Complex<f32>,
    tag: Tag,
}

#[derive(Record, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Tag {
    id: u16,
    group: i64,
}

fn particle(id: u16) -> Particle {
    Particle {
        position: [f64::from(id), 0.5],
        charge: -1,
        mass: 2.0,
        spin: Complex::new(1.0, -1.0),
        tag: Tag { id, group: i64::from(id) * 10 },
    }
}

#[test]
fn fields_are_read_and_written_where_they_lie() {
    let text = "def move(ps, dt):\n    for i in range(len(ps)):\n        ps[i].position[0] += dt * ps[i].mass\n        \
        ps[i]['charge'] = i\n        ps[i].tag.group -= 1\n    ps['mass'] *= 2\n    for p in ps:\n        p.tag.id += 1\n    \
        return ps[len(ps) - 1].spin, ps.tag.group.sum()\n";
    let module = module(text);
    let run = module.get::<(&mut [Particle], f64), (Complex<f32>, i64)>("move").expect("it fits");
    let mut particles: Vec<Particle> = (0..5).map(particle).collect();
    assert_eq!(run.call((&mut particles, 0.5)).expect("no exception"), (Complex::new(1.0, -1.0), 95));
    for (i, own) in particles.iter().enumerate() {
        let before = particle(i as u16);
        let tag = Tag { id: i as u16 + 1, group: before.tag.group - 1 };
        let position = [before.position[0] + 1.0, 0.5];
        assert_eq!(*own, Particle { position, charge: i as i8, mass: 4.0, tag, ..before });
    }
}

#[test]
fn one_record_is_an_argument_and_a_result() {
    let text = "def heavier(a, b):\n    b.mass += 1\n    return a if a.mass > b.mass else b\n\n\
        def shifted(ps):\n    out = ps.copy()\n    for p in out:\n        p.position[1] = -1.0\n    return out\n\n\
        def tag(ps):\n    return ps[1].tag\n";
    let module = module(text);
    let heavier = module.get::<(&mut Particle, &mut Particle), Particle>("heavier").expect("it fits");
    let (mut a, mut b) = (particle(1), particle(2));
    assert_eq!(heavier.call((&mut a, &mut b)).expect("no exception"), Particle { mass: 3.0, ..particle(2) });
    assert_eq!(b.mass, 3.0);
    let shifted = module.get::<(&[Particle],), Vec<Particle>>("shifted").expect("it fits");
    let out = shifted.call((&[a, b],)).expect("no exception");
    assert_eq!((out[0].position[1], out[1].mass, a.position[1]), (-1.0, 3.0, 0.5));
    let tag = module.get::<(&[Particle],), Tag>("tag").expect("it fits");
    assert_eq!(tag.call((&[a, b],)).expect("no exception"), Tag { id: 2, group: 20 });
}

#[test]
fn what_is_shared_is_not_written() {
    let module = module("def clear(ps):\n    ps[0].mass = 0.0\n\ndef first(ps):\n    return ps[0].nothing\n");
    let error = module.get::<(&[Particle],), ()>("clear").err().expect("read-only");
    assert_eq!(error.kind(), ErrorKind::Compile);
    assert!(module.get::<(&mut [Particle],), ()>("clear").is_ok());
    let error = module.get::<(&[Particle],), f64>("first").err().expect("no such field");
    assert!(error.message().contains("no field `nothing`"), "{error}");
    let error = module.get::<(&mut [Particle],), f64>("clear").err().expect("it gives None");
    assert_eq!(error.kind(), ErrorKind::Signature);
}

#[test]
fn indices_are_checked_and_nothing_leaks() {
    let engine = engine();
    let text = "import numpy as np\ndef at(ps, i):\n    return ps[i].mass\n\ndef kept(ps, n):\n    all = [ps[0] for i in range(n)]\n    \
        copy = ps.copy()\n    all.append(copy[1])\n    return all[n].tag.id\n";
    let module = compile(&engine, text);
    let particles: Vec<Particle> = (0..3).map(particle).collect();
    let at = module.get::<(&[Particle], i64), f32>("at").expect("it fits");
    assert_eq!(at.call((&particles, -1)).expect("no exception"), 2.0);
    let error = at.call((&particles, 3)).expect_err("outside");
    assert_eq!(error.to_string(), "IndexError: index 3 is out of bounds for axis 0 with size 3");
    let live = engine.live_blocks();
    let kept = module.get::<(&[Particle], i64), u16>("kept").expect("it fits");
    assert_eq!(kept.call((&particles, 4)).expect("no exception"), 1);
    assert_eq!(engine.live_blocks(), live);
}

#[test]
fn values_hold_records() {
    let text = "def heavy(ps, least):\n    ps['charge'] = 3\n    return ps[ps['mass'] > least]\n\ndef names(ps):\n    return str(ps.dtype.names)\n";
    let module = module(text);
    let particles: Vec<Particle> = (0..3).map(|id| Particle { mass: f32::from(id), ..particle(id) }).collect();
    let value = Value::records(particles);
    let heavy = module.call("heavy", &[value.clone(), 0.5.into()]).expect("no exception");
    let heavy = heavy.to_records::<Particle>().expect("records");
    assert_eq!(heavy.iter().map(|p| (p.tag.id, p.charge)).collect::<Vec<_>>(), [(1, 3), (2, 3)]);
    assert_eq!(value.to_records::<Particle>().expect("records").len(), 3);
    assert!(value.to_records::<Tag>().is_none());
    assert_eq!(
        format!("{:?}", Value::records(vec![Tag { id: 1, group: -2 }])),
        "array([(1, -2)],\n      dtype={'names': ['id', 'group'], 'formats': ['<u2', '<i8'], 'offsets': [0, 8], 'itemsize': 16, 'aligned': True})"
    );
}

#[test]
fn host_functions_take_records() {
    let engine = Engine::default();
    engine.register("host.mass", |ps: &[Particle]| ps.iter().map(|p| f64::from(p.mass)).sum::<f64>()).expect("a name");
    engine.register("host.mark", |tag: &mut Tag, id: u16| tag.id = id).expect("a name");
    let text =
        "from host import mass, mark\ndef run(ps):\n    for p in ps:\n        mark(p.tag, 9)\n    return mass(ps)\n";
    let module = engine.compile(Source::text("run", text)).expect("it compiles");
    let run = module.get::<(&mut [Particle],), f64>("run").unwrap_or_else(|error| panic!("{}", error.render(false)));
    let mut particles: Vec<Particle> = (0..4).map(particle).collect();
    assert_eq!(run.call((&mut particles,)).expect("no exception"), 8.0);
    assert!(particles.iter().all(|p| p.tag.id == 9));
}
