//! Tests of arrays; expectations are NumPy's.

use super::*;

fn slice(start: Option<i64>, stop: Option<i64>, step: Option<i64>) -> Index {
    Index::Slice(Slice { start, stop, step })
}

/// `np.arange(size).reshape(shape)` as int64.
fn arange(shape: &[usize]) -> Array {
    let size = shape.iter().product::<usize>() as i64;
    Array::from_shape_vec(shape, (0..size).collect::<Vec<i64>>()).unwrap()
}

fn values(array: &Array) -> Vec<i64> {
    array.to_vec().unwrap()
}

#[test]
fn constructors() {
    let account = MemoryAccount::new();
    let zeros = Array::zeros(Some(&account), Dtype::F64, &[2, 3]).unwrap();
    assert_eq!((zeros.strides(), zeros.size(), zeros.nbytes()), (&[24, 8][..], 6, 48));
    assert_eq!(zeros.to_vec::<f64>().unwrap(), [0.0; 6]);
    let full = Array::full(Some(&account), Dtype::U8, &[3], Scalar::I64(300)).unwrap();
    assert_eq!(full.to_vec::<u8>().unwrap(), [44; 3]);
    let f = Array::alloc(Some(&account), Dtype::I32, &[2, 3], Order::F, Init::Zeroed).unwrap();
    assert_eq!((f.strides(), f.layout()), (&[4, 8][..], Layout::F));
    let listed = Array::from_scalars(Some(&account), Dtype::F32, &[2], [Scalar::I64(1), Scalar::F64(2.5)]).unwrap();
    assert_eq!(listed.to_vec::<f32>().unwrap(), [1.0, 2.5]);
    assert_eq!(account.live_blocks(), 4);
    drop((zeros, full, f, listed));
    assert_eq!((account.live_blocks(), account.live_bytes()), (0, 0));
    assert!(Array::from_shape_vec(&[2, 2], vec![1.0]).is_none());
}

#[test]
fn exhaustion_is_numpys_error() {
    let account = MemoryAccount::limited(1 << 20);
    let error = Array::zeros(Some(&account), Dtype::F64, &[1_000_000_000_000]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "MemoryError: Unable to allocate 7.28 TiB for an array with shape (1000000000000,) and data type float64"
    );
    let error = Array::zeros(Some(&account), Dtype::F64, &[4000, 1000]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "MemoryError: Unable to allocate 30.5 MiB for an array with shape (4000, 1000) and data type float64"
    );
    assert_eq!(Array::zeros(None, Dtype::F64, &[usize::MAX, 2]).unwrap_err().kind, ExceptionKind::ValueError);
    assert_eq!(account.live_blocks(), 0);
}

#[test]
fn elements_by_index() {
    let a = arange(&[3, 4]);
    assert_eq!(a.get(&[1, -1]), Ok(Scalar::I64(7)));
    a.set(&[-1, 0], Scalar::F64(-1.9)).unwrap();
    assert_eq!(a.get(&[2, 0]), Ok(Scalar::I64(-1)));
    let message = |r: Result<Scalar, Raised>| r.unwrap_err().to_string();
    assert_eq!(message(a.get(&[3, 0])), "IndexError: index 3 is out of bounds for axis 0 with size 3");
    assert_eq!(message(a.get(&[0, -5])), "IndexError: index -5 is out of bounds for axis 1 with size 4");
    assert_eq!(
        message(a.get(&[0, 0, 0])),
        "IndexError: too many indices for array: array is 2-dimensional, but 3 were indexed"
    );
    let frozen = a.clone().read_only();
    assert_eq!(frozen.set(&[0, 0], Scalar::I64(1)).unwrap_err().message, "assignment destination is read-only");
    assert_eq!(Array::from_vec(vec![5u8]).item(), Some(Scalar::U8(5)));
}

#[test]
fn views_share_memory_and_outlive_their_base() {
    let account = MemoryAccount::new();
    let base = Array::zeros(Some(&account), Dtype::I64, &[4, 5]).unwrap();
    let row = base.index(&[Index::At(-1)]).unwrap();
    row.set(&[2], Scalar::I64(9)).unwrap();
    assert_eq!(base.get(&[3, 2]), Ok(Scalar::I64(9)));
    drop(base);
    assert_eq!(values(&row), [0, 0, 9, 0, 0]);
    assert_eq!(account.live_blocks(), 1);
    drop(row);
    assert_eq!(account.live_blocks(), 0);
}

#[test]
fn indexing() {
    let a = arange(&[3, 4]);
    let v = a.index(&[slice(None, None, Some(-2)), slice(Some(1), Some(3), None)]).unwrap();
    assert_eq!((v.shape(), v.strides(), values(&v)), (&[2, 2][..], &[-64, 8][..], vec![9, 10, 1, 2]));
    let v = a.index(&[Index::NewAxis, Index::Ellipsis, Index::At(0)]).unwrap();
    assert_eq!((v.shape(), values(&v)), (&[1, 3][..], vec![0, 4, 8]));
    let v = a.index(&[Index::At(1), Index::At(2)]).unwrap();
    assert_eq!((v.ndim(), v.item()), (0, Some(Scalar::I64(6))));
    let v = a.index(&[slice(Some(10), None, None)]).unwrap();
    assert_eq!((v.shape(), v.size()), (&[0, 4][..], 0));
    assert!(a.index(&[Index::At(0), Index::At(0), Index::At(0)]).is_err());
    assert!(a.index(&[Index::Ellipsis, Index::Ellipsis]).is_err());
    let zero_step = a.index(&[slice(None, None, Some(0))]).unwrap_err();
    assert_eq!(zero_step.to_string(), "ValueError: slice step cannot be zero");
}

/// Checks against a plain walk: every index that Python's rule names, in order.
#[test]
fn slices_select_what_python_selects() {
    let ends = [None, Some(-7), Some(-4), Some(-1), Some(0), Some(2), Some(4), Some(9), Some(i64::MIN), Some(i64::MAX)];
    let steps = [None, Some(1), Some(2), Some(-1), Some(-3), Some(i64::MIN), Some(i64::MAX)];
    for len in [0usize, 1, 4] {
        for i in 0..ends.len() * ends.len() * steps.len() {
            let (start, stop) = (ends[i % ends.len()], ends[i / ends.len() % ends.len()]);
            let step = steps[i / (ends.len() * ends.len())];
            let (first, by, count) = Slice { start, stop, step }.indices(len).unwrap();
            let chosen: Vec<i128> = (0..count as i128).map(|i| i128::from(first) + i * i128::from(by)).collect();
            assert_eq!(chosen, walk(start, stop, step.unwrap_or(1), len), "{start:?}:{stop:?}:{step:?} of {len}");
        }
    }
}

fn walk(start: Option<i64>, stop: Option<i64>, step: i64, len: usize) -> Vec<i128> {
    let (n, step) = (len as i128, i128::from(step));
    let wrap = |i: i64| if i < 0 { i128::from(i) + n } else { i128::from(i) };
    let inside = |i: &i128| (0..n).contains(i);
    let (mut at, end) = if step > 0 {
        (start.map_or(0, wrap).max(0), stop.map_or(n, wrap))
    } else {
        (start.map_or(n - 1, wrap).min(n - 1), stop.map_or(-1, |i| wrap(i).max(-1)))
    };
    let mut out = Vec::new();
    while inside(&at) && (if step > 0 { at < end } else { at > end }) {
        out.push(at);
        at += step;
    }
    out
}

#[test]
fn transposes_and_parts() {
    let a = arange(&[2, 3]);
    assert_eq!(values(&a.transpose()), [0, 3, 1, 4, 2, 5]);
    assert_eq!(arange(&[2, 3, 4]).permute(&[1, 0, 2]).unwrap().shape(), [3, 2, 4]);
    assert!(a.permute(&[0, 0]).is_err());
    let c = Array::from_vec(vec![num_complex::Complex::new(1.0, 2.0), num_complex::Complex::new(3.0, 4.0)]);
    assert_eq!(c.real().to_vec::<f64>().unwrap(), [1.0, 3.0]);
    assert_eq!(c.imag().unwrap().to_vec::<f64>().unwrap(), [2.0, 4.0]);
    assert!(a.imag().is_none());
}

#[test]
fn contiguity_is_relaxed() {
    let a = arange(&[3, 1, 4]);
    assert!(a.is_c_contiguous() && !a.is_f_contiguous());
    assert_eq!(a.index(&[slice(None, None, Some(2))]).unwrap().layout(), Layout::A);
    assert_eq!(a.index(&[slice(Some(1), Some(2), Some(5))]).unwrap().layout(), Layout::C);
    assert_eq!(a.transpose().layout(), Layout::F);
    assert_eq!(arange(&[1, 5]).transpose().layout(), Layout::C);
    assert_eq!(arange(&[0, 5]).transpose().layout(), Layout::C);
    assert_eq!(arange(&[]).layout(), Layout::C);
}

#[test]
fn reshapes_view_where_they_can() {
    let a = arange(&[4, 6]);
    let shares = |view: &Array| (view.data() as usize).wrapping_sub(a.data() as usize) < a.nbytes();
    let v = a.reshape(&[2, -1, 3]).unwrap();
    assert_eq!((v.shape(), shares(&v)), (&[2, 4, 3][..], true));
    let half = a.index(&[slice(None, None, None), slice(None, None, Some(2))]).unwrap();
    let v = half.reshape(&[2, 2, 3]).unwrap();
    assert_eq!((values(&v) == values(&half), v.strides(), shares(&v)), (true, &[96, 48, 16][..], true));
    let v = half.reshape(&[12]).unwrap();
    assert_eq!((values(&v) == values(&half), shares(&v)), (true, true));
    let left = a.index(&[slice(None, None, None), slice(None, Some(3), None)]).unwrap();
    let v = left.reshape(&[12]).unwrap();
    assert_eq!((values(&v) == values(&left), shares(&v)), (true, false));
    assert_eq!(values(&a.transpose().reshape(&[24]).unwrap())[..3], [0, 6, 12]);
    assert_eq!(arange(&[1]).reshape(&[]).unwrap().ndim(), 0);
    assert_eq!(arange(&[0]).reshape(&[3, 0]).unwrap().shape(), [3, 0]);
    let error = |shape: &[i64]| a.reshape(shape).unwrap_err().message;
    assert_eq!(error(&[5]), "cannot reshape array of size 24 into shape (5,)");
    assert_eq!(error(&[5, -1]), "cannot reshape array of size 24 into shape (5,newaxis)");
    assert_eq!(error(&[-1, -1]), "can only specify one unknown dimension");
    assert!(a.reshape(&[i64::MAX, i64::MAX]).is_err());
}

#[test]
fn broadcasting() {
    let a = arange(&[3, 1]);
    let b = a.broadcast_to(&[2, 3, 2]).unwrap();
    assert_eq!(values(&b), [0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]);
    assert!(!b.is_mutable());
    assert!(a.broadcast_to(&[2, 2]).is_err());
    assert_eq!(broadcast_shapes(&[&[3, 1], &[2, 1, 4], &[]]).unwrap()[..], [2, 3, 4]);
    assert_eq!(broadcast_shapes(&[&[0], &[1]]).unwrap()[..], [0]);
    let error = broadcast_shapes(&[&[2], &[3]]).unwrap_err();
    assert_eq!(error.message, "operands could not be broadcast together with shapes (2,) (3,) ");
}

#[test]
fn casts() {
    let cast = |value: Scalar, dtype| value.cast(dtype);
    assert_eq!(cast(Scalar::F64(1.9), Dtype::I64), Scalar::I64(1));
    assert_eq!(cast(Scalar::F64(-1.9), Dtype::U8), Scalar::U8(255));
    assert_eq!(cast(Scalar::F64(300.0), Dtype::U8), Scalar::U8(44));
    assert_eq!(cast(Scalar::F64(f64::NAN), Dtype::I32), Scalar::I32(i32::MIN));
    assert_eq!(cast(Scalar::I64(-1), Dtype::U64), Scalar::U64(u64::MAX));
    assert_eq!(cast(Scalar::U64(u64::MAX), Dtype::F64), Scalar::F64(18_446_744_073_709_551_615.0));
    assert_eq!(cast(Scalar::F64(f64::NAN), Dtype::Bool), Scalar::Bool(true));
    assert_eq!(cast(Scalar::C128(num_complex::Complex::new(2.5, 1.0)), Dtype::I8), Scalar::I8(2));
    assert_eq!(cast(Scalar::Bool(true), Dtype::C64), Scalar::C64(num_complex::Complex::new(1.0, 0.0)));
    assert_eq!(Scalar::U64(u64::MAX).as_i128(), Some((1 << 64) - 1));
    for from in Dtype::ALL {
        for to in Dtype::ALL {
            let array = Array::full(None, from, &[2, 3], Scalar::I64(3)).unwrap().transpose();
            let copy = array.cast(to).unwrap();
            assert_eq!((copy.dtype(), copy.shape(), copy.layout()), (to, &[3, 2][..], Layout::C));
            assert!(copy.iter().all(|x| x == Scalar::I64(3).cast(from).cast(to)));
        }
    }
}

#[test]
fn machine_words_of_scalars() {
    let i = Scalar::I8(-2).to_words();
    assert_eq!(i[0], u64::MAX - 1);
    for dtype in Dtype::ALL {
        let value = Scalar::F64(5.0).cast(dtype);
        assert_eq!(Scalar::from_words(dtype, &value.to_words()), value);
    }
    let z = Scalar::C64(num_complex::Complex::new(1.5, -0.0));
    assert_eq!(Scalar::from_words(Dtype::C64, &z.to_words()), z);
    assert_eq!((Scalar::words(Dtype::C64), Scalar::words(Dtype::F32)), (2, 1));
}

#[test]
fn copies_and_assignments() {
    let a = arange(&[3, 4]);
    let copy = a.transpose().copy(Order::C).unwrap();
    assert_eq!(values(&copy), [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
    assert_eq!(a.copy(Order::F).unwrap().layout(), Layout::F);
    a.assign(&Array::from_shape_vec(&[1, 1, 4], vec![1.5, 2.5, -3.5, 4.5]).unwrap()).unwrap();
    assert_eq!(values(&a), [1, 2, -3, 4, 1, 2, -3, 4, 1, 2, -3, 4]);
    a.index(&[Index::At(1)]).unwrap().fill(Scalar::I64(7)).unwrap();
    assert_eq!(a.get(&[1, 3]), Ok(Scalar::I64(7)));
    let error = a.assign(&arange(&[5])).unwrap_err();
    assert_eq!(error.message, "could not broadcast input array from shape (5,) into shape (3,4)");
    arange(&[]).assign(&arange(&[1])).unwrap();
    assert!(a.clone().read_only().assign(&a).is_err());
}

#[test]
fn overlapping_assignments_read_before_they_write() {
    let a = arange(&[6]);
    let (head, tail) =
        (a.index(&[slice(None, Some(-1), None)]).unwrap(), a.index(&[slice(Some(1), None, None)]).unwrap());
    assert!(head.may_share_memory(&tail));
    tail.assign(&head).unwrap();
    assert_eq!(values(&a), [0, 0, 1, 2, 3, 4]);
    a.assign(&a.index(&[slice(None, None, Some(-1))]).unwrap()).unwrap();
    assert_eq!(values(&a), [4, 3, 2, 1, 0, 0]);
    let (front, back) =
        (a.index(&[slice(None, Some(3), None)]).unwrap(), a.index(&[slice(Some(3), None, None)]).unwrap());
    assert!(!front.may_share_memory(&back));
    assert!(!front.may_share_memory(&arange(&[6])));
}

#[test]
fn slices_in_place() {
    let a = Array::from_vec(vec![1.0, 2.0]);
    a.as_cells::<f64>().unwrap()[1].set(5.0);
    // SAFETY: nobody writes meanwhile.
    assert_eq!(unsafe { a.as_slice::<f64>() }, Some(&[1.0, 5.0][..]));
    assert!(a.as_cells::<i64>().is_none());
    assert!(a.index(&[slice(None, None, Some(-1))]).unwrap().as_cells::<f64>().is_none());
    assert!(a.clone().read_only().as_cells::<f64>().is_none());
    assert_eq!(Array::zeros(None, Dtype::I8, &[0]).unwrap().as_cells::<i8>().map(<[_]>::len), Some(0));
}

#[test]
fn words_round_trip_with_their_reference() {
    let account = MemoryAccount::new();
    let a = Array::zeros(Some(&account), Dtype::F32, &[2, 3]).unwrap().transpose();
    let words = a.clone().into_words();
    assert_eq!((words.len(), a.to_words() == words), (6, true));
    assert_eq!(a.owner().unwrap().refcount(), 2);
    // SAFETY: the words are live, and their reference is taken over once.
    let back = unsafe { Array::from_words(Dtype::F32, 2, &words) };
    assert_eq!((back.shape(), back.strides()), (&[3, 2][..], &[4, 12][..]));
    drop((a, back));
    assert_eq!(account.live_blocks(), 0);
}

#[test]
fn borrowed_memory_has_no_owner() {
    let mut data = [1i32, 2, 3, 4];
    // SAFETY: `data` outlives the array and is not used meanwhile.
    let array = unsafe { Array::borrowed(Dtype::I32, data.as_mut_ptr().cast(), &[2], &[8], true) };
    assert_eq!((array.to_words()[1], values(&array)), (0, vec![1, 3]));
    array.set(&[1], Scalar::I64(9)).unwrap();
    drop(array);
    assert_eq!(data[2], 9);
}

#[test]
fn fresh_strides_of_empty_arrays() {
    assert_eq!(Array::zeros(None, Dtype::F64, &[3, 0]).unwrap().strides(), [0, 0]);
}
