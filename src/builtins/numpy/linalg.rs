//! NumPy: products of vectors and matrices, `numpy.linalg`.
//!
//! Input: nothing. Output: rows, and the routines that their prelude calls. Never: element-wise products.

use crate::builtins::answers::{einsum, linalg as answers, nothing};
use crate::builtins::rules::{Rule, TypeRule};
use crate::builtins::{Builtin, Effect};
use crate::runtime::exception::ExceptionKind;

const fn linalg(path: &'static str, signature: &'static str, doc: &'static str, name: &'static str) -> Builtin {
    Builtin::source(path, signature, doc, name).effect(Effect::Fresh)
}

/// The rows.
pub(in crate::builtins) static ROWS: &[Builtin] = &[
    Builtin::new(
        "numpy.linalg.LinAlgError",
        "*args",
        "What functions of linear algebra raise.",
        Rule::Exception(ExceptionKind::LinAlgError),
    ),
    linalg(
        "numpy.dot",
        "a, b",
        "The dot product: of vectors, or of the last axis of a and the last but one of b.",
        "np_dot",
    ),
    linalg(
        "numpy.matmul",
        "x1, x2, /",
        "The matrix product, as `@`; axes before the last two are a stack. Also of ints, which Numba refuses.",
        "np_matmul",
    ),
    linalg("numpy.vdot", "a, b", "The dot product in one axis, the first one conjugated.", "np_vdot"),
    linalg("numpy.inner", "a, b", "The products along the last axes.", "np_inner"),
    linalg("numpy.outer", "a, b", "All products of two elements.", "np_outer"),
    linalg(
        "numpy.trace",
        "a, offset=0, axis1=0, axis2=1, dtype=None, out=None",
        "The sum of a diagonal, or of each of several.",
        "np_trace",
    ),
    linalg("array.trace", "offset=0, axis1=0, axis2=1, dtype=None, out=None", "See np.trace.", "np_trace"),
    linalg(
        "numpy.einsum",
        "subscripts, *operands, out=None, optimize=False",
        "The sum of products over named axes; the subscripts must be known at compile time. Operands are contracted two by \
         two, by matrix products where it is one.",
        "np_einsum",
    ),
    linalg(
        "numpy.tensordot",
        "a, b, axes=2",
        "The sum of products over axes of both: so many, or named ones; how many must be known at compile time.",
        "np_tensordot",
    )
    .aliases(&["numpy.linalg.tensordot"]),
    linalg(
        "numpy.linalg.multi_dot",
        "arrays, *, out=None",
        "The product of several matrices, in the order that takes the fewest multiplications.",
        "linalg_multi_dot",
    ),
    linalg("numpy.linalg.solve", "a, b", "The solution of `a @ x == b`.", "linalg_solve"),
    linalg("numpy.linalg.inv", "a", "The inverse.", "linalg_inv"),
    linalg("numpy.linalg.det", "a", "The determinant.", "linalg_det"),
    linalg("numpy.linalg.slogdet", "a", "The sign and the logarithm of the determinant.", "linalg_slogdet")
        .named("SlogdetResult"),
    linalg("numpy.linalg.cholesky", "a, /, *, upper=False", "The triangular square root.", "linalg_cholesky"),
    linalg(
        "numpy.linalg.qr",
        "a, mode=\"reduced\"",
        "Orthonormal columns times an upper triangle, with LAPACK's signs; mode `reduced`, `complete` or `r`.",
        "linalg_qr",
    )
    .named("QRResult"),
    linalg(
        "numpy.linalg.eigvalsh",
        "a, UPLO=\"L\"",
        "Eigenvalues of a Hermitian matrix, ascending.",
        "linalg_eigvalsh",
    ),
    linalg(
        "numpy.linalg.eigh",
        "a, UPLO=\"L\"",
        "Eigenvalues of a Hermitian matrix, ascending, and its eigenvectors as columns, with LAPACK's signs where it is real and has up to 25 rows.",
        "linalg_eigh",
    )
    .named("EighResult"),
    linalg("numpy.linalg.eigvals", "a", "Eigenvalues, in no order.", "linalg_eigvals").real_where_possible(),
    linalg(
        "numpy.linalg.eig",
        "a",
        "Eigenvalues, in no order, and eigenvectors of length 1 as columns; those of more than ten rows may point elsewhere than LAPACK's.",
        "linalg_eig",
    )
    .real_where_possible()
    .named("EigResult"),
    linalg(
        "numpy.linalg.svd",
        "a, full_matrices=True, compute_uv=True, hermitian=False",
        "Singular values, descending, and singular vectors, whose signs may not be LAPACK's.",
        "linalg_svd",
    )
    .named("SVDResult"),
    linalg("numpy.linalg.svdvals", "x, /", "Singular values, descending.", "linalg_svdvals"),
    linalg(
        "numpy.linalg.matrix_rank",
        "A, tol=None, hermitian=False, *, rtol=None",
        "How many singular values are not nearly zero.",
        "linalg_matrix_rank",
    ),
    linalg("numpy.linalg.pinv", "a, rcond=None, hermitian=False, *, rtol=None", "The pseudo-inverse.", "linalg_pinv"),
    linalg(
        "numpy.linalg.lstsq",
        "a, b, rcond=None",
        "The least squares solution, squared residuals, rank and singular values.",
        "linalg_lstsq",
    ),
    linalg("numpy.linalg.matrix_power", "a, n", "A product of a square matrix with itself.", "linalg_matrix_power"),
    linalg("numpy.linalg.cond", "x, p=None", "The condition number.", "linalg_cond"),
    linalg(
        "numpy.linalg.norm",
        "x, ord=None, axis=None, keepdims=False",
        "The norm of a vector, of a matrix, or of each along axes.",
        "linalg_norm",
    ),
];

const fn fact(path: &'static str, signature: &'static str, doc: &'static str, rule: TypeRule) -> Builtin {
    Builtin::new(path, signature, doc, Rule::Types(rule))
}

const fn routine(path: &'static str, name: &'static str, signature: &'static str, doc: &'static str) -> Builtin {
    Builtin::routine(path, name, signature, doc, nothing)
}

/// What the prelude alone can name.
pub(in crate::builtins) static INTRINSICS: &[Builtin] = &[
    fact("intrinsic.linalg_dtype", "a, b, /", "The dtype that two arrays are computed in.", answers::linalg_dtype),
    fact("intrinsic.real_dtype", "a, /", "The dtype of moduli.", answers::real_dtype),
    fact("intrinsic.complex_dtype", "a, /", "The dtype of eigenvalues and spectra.", answers::complex_dtype),
    fact("intrinsic.matmul_dtype", "a, b, /", "The dtype of products, as NumPy promotes.", answers::matmul_dtype),
    fact("intrinsic.is_blas", "a, b, /", "Are products floating-point numbers?", answers::is_blas),
    fact("intrinsic.is_blas_pair", "a, b, /", "Are both floating-point numbers of one dtype?", answers::is_blas_pair),
    fact("intrinsic.is_complex", "a, /", "Are elements complex?", answers::is_complex),
    fact("intrinsic.is_text", "x, /", "Is it a str?", answers::is_text),
    fact("intrinsic.is_tuple", "x, /", "Is it a tuple?", answers::is_tuple),
    fact("intrinsic.epsilon", "a, /", "From 1 to the next number.", answers::epsilon),
    fact("intrinsic.einsum_output", "subscripts, operands, /", "A 0 for each axis.", einsum::einsum_output),
    fact("intrinsic.einsum_axes", "subscripts, operands, /", "The labels of the first operand.", einsum::einsum_axes),
    fact("intrinsic.einsum_is_view", "subscripts, operands, /", "Is it a view?", einsum::einsum_is_view),
    routine("intrinsic.einsum_shape", "einsum_shape", "target, subscripts, operands, /", "The lengths of the output."),
    routine("intrinsic.einsum_into", "einsum_into", "target, subscripts, operands, /", "The sums of products."),
    Builtin::routine(
        "intrinsic.dot",
        "dot",
        "a, b, conjugate, /",
        "The inner product of two vectors of one length and one floating-point dtype.",
        answers::element_of_first,
    ),
    routine("intrinsic.matmul_into", "matmul_into", "target, a, b, /", "The product of two matrices."),
    routine("intrinsic.axis_last_into", "axis_last_into", "target, source, axis, /", "Copies, an axis moved last."),
    Builtin::routine(
        "intrinsic.solve_into",
        "solve_into",
        "target, a, b, /",
        "The solution of `a @ x == b`; false: a matrix is singular.",
        answers::is_done,
    ),
    routine("intrinsic.determinant_into", "determinant_into", "target, a, /", "The determinant."),
    routine("intrinsic.slogdet_into", "determinant_into", "sign, logarithm, a, /", "Sign and logarithm of it."),
    Builtin::routine(
        "intrinsic.cholesky_into",
        "cholesky_into",
        "target, a, /",
        "The Cholesky factor; false: a matrix is not positive definite.",
        answers::is_done,
    ),
    routine("intrinsic.qr_r_into", "qr_into", "r, a, /", "The triangle of the QR decomposition."),
    routine("intrinsic.qr_into", "qr_into", "q, r, a, /", "The QR decomposition."),
    routine("intrinsic.eigvalsh_into", "eigh_into", "values, a, /", "Eigenvalues of Hermitian matrices."),
    routine("intrinsic.eigh_into", "eigh_into", "values, vectors, a, /", "Eigenvectors too."),
    routine("intrinsic.eigvals_into", "eig_into", "values, a, /", "Eigenvalues."),
    routine("intrinsic.eig_into", "eig_into", "values, vectors, a, /", "Eigenvalues and eigenvectors."),
    routine("intrinsic.svdvals_into", "svd_into", "s, a, /", "Singular values."),
    routine("intrinsic.svd_into", "svd_into", "u, s, vh, a, /", "Singular values and vectors."),
    routine("intrinsic.fft_into", "fft_into", "target, source, axis, inverse, scale, /", "A Fourier transform."),
    routine("intrinsic.rfft_into", "rfft_into", "target, source, n, axis, scale, /", "A transform of real numbers."),
    routine("intrinsic.irfft_into", "irfft_into", "target, source, axis, scale, /", "A transform to real numbers."),
];
