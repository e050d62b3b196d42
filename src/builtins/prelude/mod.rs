//! The prelude: builtins written in our own language.
//!
//! Input: nothing. Output: which file holds which function, and its text; a function of the prelude has a fixed
//! [`FunctionId`], so that no engine needs to know it. A file is parsed when one of its functions is first used.
//! Never: parsing, types.
//!
//! In the prelude `np`, `math` and `numba` are imported, `intrinsic` holds a few functions that scripts do not see, and every
//! other function of the prelude can be named. A function takes its row's parameters by position, the receiver of a
//! method first, defaults filled in. A row with no function of its own in the host zone is called there too, specialized
//! under NumPy's promotion rules: operations of arrays then have NumPy's types, beside which int64, float64 and complex128
//! scalars count as Python's numbers; `intrinsic.is_host()` tells where the types differ otherwise. Annotations of
//! parameters say how they take arguments: `a: array` turns sequences given in the host zone into arrays (without it
//! only lists of numbers), `axis: known` knows inside what is known at compile time at the call (None, bool, int, str,
//! tuples of them), `keepdims: literal` refuses what is not known. What a function here raises is raised by its caller,
//! for a traceback.

use crate::types::FunctionId;

/// A file of the prelude.
pub struct File {
    /// Its name, for diagnostics.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// The functions it defines, in order.
    pub functions: &'static [&'static str],
}

/// Ids of prelude functions begin here: file number times 256, plus the function's number in it.
const BASE: u32 = 0x8000_0000;

/// The files.
pub static FILES: &[File] = &[
    File {
        name: "list.npy",
        text: include_str!("list.npy"),
        functions: &[
            "list_of",
            "list_extend",
            "list_insert",
            "list_pop_at",
            "list_remove",
            "list_reverse",
            "list_sort",
            "sorted_of",
            "list_index",
            "sequence_count",
            "tuple_index",
            "list_concat",
            "list_repeat",
            "list_slice",
            "list_assign_slice",
            "list_delete",
            "list_delete_slice",
            "in_sequence",
            "list_eq",
            "list_ne",
            "list_lt",
            "list_le",
            "list_gt",
            "list_ge",
            "merge_sort",
        ],
    },
    File {
        name: "sequence.npy",
        text: include_str!("sequence.npy"),
        functions: &[
            "sum_of",
            "min_of",
            "max_of",
            "all_of",
            "any_of",
            "map_of",
            "filter_of",
            "divmod_of",
            "pow_mod",
            "bin_of",
            "oct_of",
            "hex_of",
            "scalar_item",
            "digits_of",
            "round_digits",
            "slice_bounds",
        ],
    },
    File {
        name: "math.npy",
        text: include_str!("math.npy"),
        functions: &[
            "math_hypot",
            "math_log",
            "math_degrees",
            "math_radians",
            "math_gcd",
            "math_lcm",
            "math_factorial",
            "math_comb",
            "math_perm",
            "math_isqrt",
            "math_isclose",
            "math_dist",
            "math_fsum",
            "math_prod",
            "math_modf",
            "math_frexp",
            "math_remainder",
            "math_sumprod",
            "math_ulp",
        ],
    },
    File {
        name: "create.npy",
        text: include_str!("create.npy"),
        functions: &[
            "np_ones",
            "np_full",
            "filled",
            "np_ones_like",
            "np_full_like",
            "np_arange",
            "np_linspace",
            "num_of",
            "spaced",
            "whole_for",
            "np_logspace",
            "np_geomspace",
            "np_eye",
            "np_identity",
            "np_tri",
            "np_tril",
            "np_triu",
            "cut_triangle",
            "clear_triangle",
            "np_diag",
            "np_diagflat",
            "np_vander",
            "np_meshgrid",
            "sizes_of",
            "grids",
            "np_indices",
        ],
    },
    File {
        name: "array.npy",
        text: include_str!("array.npy"),
        functions: &[
            "array_item",
            "np_array_equal",
            "np_dot",
            "vector_vector",
            "vector_matrix",
            "matrix_vector",
            "matrix_matrix",
            "in_array",
        ],
    },
    File {
        name: "reduce.npy",
        text: include_str!("reduce.npy"),
        functions: &[
            "np_sum",
            "sum_all",
            "sum_short",
            "np_prod",
            "prod_all",
            "np_min",
            "min_all",
            "np_max",
            "max_all",
            "np_ptp",
            "np_mean",
            "n_reduced",
            "np_var",
            "squared_distances",
            "np_std",
            "np_any",
            "any_all",
            "np_all",
            "all_all",
            "np_argmin",
            "np_argmax",
            "np_count_nonzero",
            "np_cumsum",
            "np_cumprod",
            "accumulated",
            "checked_axis",
            "reduce_axes",
            "reduce_axis",
            "into_out",
        ],
    },
    File { name: "statistics.npy", text: include_str!("statistics.npy"), functions: &["np_ediff1d"] },
    File {
        name: "elementwise.npy",
        text: include_str!("elementwise.npy"),
        functions: &[
            "np_round",
            "np_angle",
            "np_positive",
            "np_square",
            "np_reciprocal",
            "np_logical_not",
            "np_radians",
            "np_degrees",
            "np_sinc",
            "np_ldexp",
            "np_logical_and",
            "np_logical_or",
            "np_logical_xor",
        ],
    },
    File {
        name: "string.npy",
        text: include_str!("string.npy"),
        functions: &[
            "str_startswith",
            "str_endswith",
            "str_find",
            "str_count",
            "str_join",
            "str_repeat",
            "str_contains",
            "str_slice",
        ],
    },
    File {
        name: "random.npy",
        text: include_str!("random.npy"),
        functions: &[
            "np_seed",
            "fill_0",
            "fill_1",
            "fill_2",
            "fill_3",
            "draw_double",
            "draw_standard_normal",
            "draw_normal",
            "draw_uniform",
            "draw_standard_exponential",
            "draw_exponential",
            "draw_int",
            "draw_triangular",
            "draw_gamma",
            "draw_beta",
            "draw_chisquare",
            "draw_f",
            "draw_lognormal",
            "draw_pareto",
            "draw_weibull",
            "draw_vonmises",
            "draw_gumbel",
            "draw_laplace",
            "draw_logistic",
            "draw_power",
            "draw_rayleigh",
            "draw_standard_cauchy",
            "draw_standard_t",
            "draw_wald",
            "draw_noncentral_chisquare",
            "draw_poisson",
            "draw_geometric",
            "draw_binomial",
            "draw_hypergeometric",
            "draw_logseries",
            "draw_negative_binomial",
            "draw_zipf",
            "np_random_sample",
            "np_rand",
            "np_randn",
            "np_randint",
            "np_shuffle",
            "np_permutation",
            "np_choice",
            "choice_of",
            "np_multinomial",
            "multinomial_into",
            "np_dirichlet",
            "dirichlet_into",
            "np_random_standard_normal",
            "np_random_standard_exponential",
            "np_random_standard_cauchy",
            "np_random_exponential",
            "np_random_standard_gamma",
            "np_random_chisquare",
            "np_random_pareto",
            "np_random_weibull",
            "np_random_power",
            "np_random_rayleigh",
            "np_random_standard_t",
            "np_random_normal",
            "np_random_uniform",
            "np_random_gamma",
            "np_random_beta",
            "np_random_f",
            "np_random_lognormal",
            "np_random_vonmises",
            "np_random_gumbel",
            "np_random_laplace",
            "np_random_logistic",
            "np_random_wald",
            "np_random_noncentral_chisquare",
            "np_random_triangular",
            "np_random_poisson",
            "np_random_geometric",
            "np_random_logseries",
            "np_random_zipf",
            "np_random_binomial",
            "np_random_negative_binomial",
            "np_random_hypergeometric",
        ],
    },
    File {
        name: "python_random.npy",
        text: include_str!("python_random.npy"),
        functions: &[
            "py_seed",
            "py_random",
            "py_uniform",
            "py_gauss",
            "py_getrandbits",
            "py_randrange",
            "quotient",
            "py_randint",
            "py_triangular",
            "py_gammavariate",
            "py_betavariate",
            "py_expovariate",
            "py_lognormvariate",
            "py_paretovariate",
            "py_weibullvariate",
            "py_vonmisesvariate",
            "py_shuffle",
            "py_choice",
            "gamma_of",
            "beta_of",
            "vonmises_of",
        ],
    },
    File {
        name: "axes.npy",
        text: include_str!("axes.npy"),
        functions: &[
            "axis_of",
            "named_axis",
            "axes_within",
            "permuted",
            "part_of",
            "part_by",
            "row_of",
            "array_transpose",
            "np_permute",
            "np_swapaxes",
            "np_moveaxis",
            "move_axes",
            "np_rollaxis",
            "np_expand_dims",
            "np_squeeze",
            "flipped",
            "np_flip",
            "np_flipud",
            "np_fliplr",
            "np_rot90",
            "np_diagonal",
            "stretched",
            "shape_text",
            "np_broadcast_to",
            "shape_with",
            "common_shape",
            "np_broadcast_shapes",
            "shape_tuple",
            "shape_of_all",
            "shapes_of",
            "np_broadcast_arrays",
            "stretched_all",
            "as_array",
            "flat_of",
            "rows_of",
            "columns_of",
            "depth_of",
            "line_of",
            "np_atleast_1d",
            "lines_of_all",
            "np_atleast_2d",
            "rows_of_all",
            "np_atleast_3d",
            "depths_of_all",
            "array_reshape",
            "np_reshape",
            "reshaped",
            "in_shape",
            "is_packed",
            "array_ravel",
            "array_flatten",
            "wanted_text",
            "lengths_for",
            "np_array_split",
            "np_split",
            "np_hsplit",
            "np_vsplit",
            "np_dsplit",
        ],
    },
    File {
        name: "shape.npy",
        text: include_str!("shape.npy"),
        functions: &[
            "place_in_list",
            "joined",
            "all_arrays",
            "arrays_of",
            "np_concatenate",
            "flat_all",
            "flat_items",
            "np_stack",
            "np_vstack",
            "np_hstack",
            "np_dstack",
            "np_column_stack",
            "np_append",
            "place_of",
            "np_delete",
            "without",
            "drop_all",
            "masked",
            "taken",
            "np_insert",
            "inserted_at",
            "places_of",
            "inserted_block",
            "block_of",
            "inserted_rows",
            "np_repeat",
            "repeated",
            "np_tile",
            "tiled",
            "with_axes",
            "tiled_as",
            "np_roll",
            "roll_into",
            "np_resize",
            "np_pad",
            "pairs_of",
            "np_trim_zeros",
            "np_fill_diagonal",
        ],
    },
    File {
        name: "sort.npy",
        text: include_str!("sort.npy"),
        functions: &[
            "np_sort",
            "sorted_line",
            "array_sort",
            "np_argsort",
            "argsorted",
            "np_sort_complex",
            "np_lexsort",
            "lex_sorted",
            "lex_by",
            "ordered_by",
            "kth_of",
            "np_partition",
            "array_partition",
            "np_argpartition",
            "np_searchsorted",
            "places_in",
            "in_dtype",
            "nonzero_rows",
            "np_nonzero",
            "each_row",
            "np_flatnonzero",
            "np_argwhere",
            "same",
            "changes",
            "np_unique",
            "counts_of",
            "unique_parts",
            "inverse_of",
            "np_isin",
            "among",
            "np_intersect1d",
            "np_union1d",
            "np_setdiff1d",
            "np_setxor1d",
        ],
    },
    File {
        name: "pick.npy",
        text: include_str!("pick.npy"),
        functions: &[
            "np_take",
            "spread_axis",
            "np_take_along_axis",
            "take_lanes",
            "lane_take",
            "np_put_along_axis",
            "lane_put",
            "np_compress",
            "np_extract",
            "np_place",
            "place_all",
            "np_put",
            "put_at",
            "np_choose",
            "choose_from",
            "choose_one",
            "np_triu_indices",
            "np_tril_indices",
            "np_triu_indices_from",
            "np_tril_indices_from",
            "triangle",
            "np_diag_indices",
            "np_unravel_index",
            "shaped_rows",
            "digits_in",
            "np_ravel_multi_index",
            "checked_digit",
            "ravel_parts",
            "np_kron",
            "kron_of",
            "np_cross",
            "third",
            "cross_parts",
        ],
    },
    File {
        name: "walk.npy",
        text: include_str!("walk.npy"),
        functions: &[
            "walk_elements",
            "walk_reduce",
            "walk_accumulate",
            "walk_generalized",
            "walk_generalized_parallel",
            "walk_generalized_call",
            "walk_length",
            "walk_own_length",
            "walk_items",
            "walk_item",
            "walk_with_units",
            "walk_with_unit",
            "walk_stencil",
            "walk_stencil_into",
        ],
    },
];

/// Walks that the host zone asks for by name.
pub mod walks {
    /// `(f, args, out)`: an element-wise function over its arguments, into an array.
    pub const ELEMENTS: &str = "walk_elements";
    /// `(f, a, out)`: folds the items along the first axis onto what the output holds.
    pub const REDUCE: &str = "walk_reduce";
    /// `(f, a, out)`: as `REDUCE`, with what comes before each item.
    pub const ACCUMULATE: &str = "walk_accumulate";
    /// `(f, args, cores, depth)`: a function over core axes, for each index of the others.
    pub const GENERALIZED: &str = "walk_generalized";
    /// The same on all threads.
    pub const GENERALIZED_PARALLEL: &str = "walk_generalized_parallel";
    /// `(f, args)`: a stencil.
    pub const STENCIL: &str = "walk_stencil";
    /// `(f, args, out)`: a stencil into an array.
    pub const STENCIL_INTO: &str = "walk_stencil_into";
}

/// The id of a function of the prelude.
#[must_use]
pub fn function_id(name: &str) -> Option<FunctionId> {
    FILES.iter().enumerate().find_map(|(file, it)| {
        let place = it.functions.iter().position(|own| *own == name)?;
        Some(FunctionId(BASE + (file as u32) * 256 + place as u32))
    })
}

/// The file and the name of a function of the prelude; none: the id is no such function's.
#[must_use]
pub fn function(id: FunctionId) -> Option<(&'static File, &'static str)> {
    let place = id.0.checked_sub(BASE)?;
    let file = FILES.get((place / 256) as usize)?;
    Some((file, file.functions.get((place % 256) as usize)?))
}

/// Does its `prange` run on all threads, in whatever function it is called?
#[must_use]
pub fn is_parallel(name: &str) -> bool {
    name.ends_with("_parallel")
}

/// Is it a function of the prelude?
#[must_use]
pub fn is_prelude(id: FunctionId) -> bool {
    id.0 >= BASE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtins::{Lower, ids, row};

    #[test]
    fn files_define_what_they_list() {
        for file in FILES {
            let defined: Vec<&str> =
                file.text.lines().filter_map(|line| line.strip_prefix("def ")?.split('(').next()).collect();
            assert_eq!(defined, file.functions, "{}", file.name);
        }
    }

    #[test]
    fn rows_name_functions_of_the_prelude() {
        for row in ids().map(row) {
            if let Lower::Source(name) = row.lower {
                let id = function_id(name).unwrap_or_else(|| panic!("{} names {name}", row.path));
                assert_eq!(function(id).map(|it| it.1), Some(name));
            }
        }
    }
}
