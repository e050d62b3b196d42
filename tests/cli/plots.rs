//! Figures of scripts: what `matplotlib.pyplot` writes.

use crate::{fails, prints, with_files};
use std::path::{Path, PathBuf};

fn directory(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli_{name}"))
}

fn text(name: &str, file: &str) -> String {
    std::fs::read_to_string(directory(name).join(file)).expect("the figure was written")
}

/// Runs a script that draws, and prints nothing else than `done`.
fn drawn(name: &str, body: &str) {
    let script = format!(
        "import numpy as np\nimport matplotlib.pyplot as plt\nx = np.linspace(0.0, 4.0, 50)\n{body}\nprint('done')\n"
    );
    prints(&with_files(name, &[("f.npy", &script)], &["run", "f.npy"], ""), "done\n");
}

/// Width, height and channels of a PNG.
fn header(bytes: &[u8]) -> (u32, u32, u8) {
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20), bytes[25])
}

#[test]
fn figures_are_written_as_png_and_svg() {
    let body = "plt.plot(x, np.sin(x), label='sine')\nplt.plot(x, np.cos(x), 'r--', label='$\\\\alpha^2$')\nplt.title('Waves')\n\
                plt.xlabel('time')\nplt.ylabel('height')\nplt.legend()\nplt.grid(True)\nplt.savefig('a.png')\n\
                plt.savefig('b.png', dpi=50)\nplt.savefig('c.svg')\nplt.show()";
    drawn("plots_lines", body);
    let read = |file: &str| std::fs::read(directory("plots_lines").join(file)).expect("the figure was written");
    assert_eq!(header(&read("a.png")), (640, 480, 2));
    assert_eq!(header(&read("b.png")), (320, 240, 2));
    let svg = text("plots_lines", "c.svg");
    for part in ["width=\"640\" height=\"480\"", "Waves", "time", "height", "sine", "α²", "#1F77B4", "#FF0000"] {
        assert!(svg.contains(part), "no {part} in {}", &svg[..svg.len().min(3000)]);
    }
}

#[test]
fn a_figure_has_the_same_bytes_each_time() {
    drawn("plots_same", "plt.scatter(x, x ** 2, c=x)\nplt.colorbar()\nplt.savefig('a.png')\nplt.savefig('b.png')");
    let read = |file: &str| std::fs::read(directory("plots_same").join(file)).expect("the figure was written");
    assert_eq!(read("a.png"), read("b.png"));
}

#[test]
fn subplots_histograms_images_and_scales() {
    let body = "fig, axes = plt.subplots(2, 2, figsize=(8, 6))\ncounts, edges, _ = axes[0, 0].hist(x, bins=5)\n\
                assert list(counts) == [10.0] * 5 and len(edges) == 6\n\
                image = axes[0, 1].imshow(np.outer(x, x), cmap='gray')\nfig.colorbar(image, ax=axes[0, 1], label='product')\n\
                axes[1, 0].loglog(x[1:], x[1:] ** 2)\naxes[1, 0].set_title('powers')\naxes[1, 1].bar(['one', 'two'], [1, 2])\n\
                axes[1, 1].set_xlim(-1, 2)\nfig.suptitle('All')\nfig.savefig('a.svg')";
    drawn("plots_axes", body);
    let svg = text("plots_axes", "a.svg");
    for part in ["data:image/png;base64,", "product", "powers", "10⁰", "one", "two", "All"] {
        assert!(svg.contains(part), "no {part}");
    }
}

#[test]
fn what_is_missing_is_said() {
    let run = |name: &str, line: &str| {
        let script = format!("import matplotlib.pyplot as plt\n{line}\n");
        with_files(name, &[("f.npy", &script)], &["run", "f.npy"], "")
    };
    let none = run("plots_none", "plt.quiver(1, 2)");
    fails(&none, 1, &["AttributeError: module 'matplotlib.pyplot' has no attribute 'quiver'"]);
    let option = run("plots_option", "plt.plot([1, 2], markevery=3)");
    fails(&option, 1, &["TypeError: plot() of numjit's matplotlib does not take markevery"]);
    let ending = run("plots_ending", "plt.savefig('a.pdf')");
    fails(&ending, 1, &["RuntimeError: Format 'pdf' is not supported (supported formats: png, svg)"]);
    let folder = run("plots_folder", "plt.savefig('none/a.png')");
    fails(&folder, 1, &["RuntimeError: none/a.png: No such file or directory"]);
    let sizes = run("plots_sizes", "plt.plot([1, 2], [1, 2, 3])");
    fails(&sizes, 1, &["ValueError: x and y must have same first dimension, but have shapes (2,) and (3,)"]);
    fails(
        &run("plots_color", "plt.plot([1], color='nocolor')\nplt.savefig('a.png')"),
        1,
        &["'nocolor' is not a valid"],
    );
    fails(
        &run("plots_map", "plt.imshow([[1.0]], cmap='rainbow')"),
        1,
        &["'rainbow' is not a colormap of numjit's matplotlib"],
    );
    fails(&run("plots_large", "plt.figure(figsize=(1e5, 1e5))\nplt.savefig('a.png')"), 1, &["is too large"]);
}

#[test]
fn figures_without_values_are_figures() {
    drawn(
        "plots_empty",
        "plt.plot([], [])\nplt.plot([np.nan, np.inf], [1.0, 2.0])\nplt.yscale('log')\nplt.savefig('a.svg')",
    );
    assert!(text("plots_empty", "a.svg").ends_with("</svg>\n"));
}

/// Options that would change a picture are drawn or refused, never passed over.
#[test]
fn no_option_is_passed_over() {
    let lines = [
        "plt.imshow([[1.0]], interpolation='bilinear')",
        "plt.imshow([[1.0]], aspect=2.0)",
        "plt.legend(bbox_to_anchor=(1, 1))",
        "plt.legend(loc='nowhere')",
        "plt.xticks(rotation=45)",
        "plt.title('x', fontweight='bold')",
        "plt.style.use('ggplot')",
        "plt.rcParams['text.usetex'] = True",
        "plt.savefig('a.png', transparent=True)",
        "plt.savefig('a.png', format='svg')",
        "plt.figure(facecolor='red')",
        "plt.subplots(sharex='diagonal')",
        "plt.plot(x, marker='Q')",
        "plt.grid(which='third')",
        "plt.subplot(111, projection='3d')",
        "plt.text(0, 0, 'a', bbox={})",
        "plt.text(0, 0, 'a', rotation=30)",
        "plt.fill_between(x, x, linewidth=2)",
        "plt.tick_params(labelsize=3)",
        "plt.pcolormesh([0, 1, 5], [0, 1, 2], np.zeros((2, 2)))",
        "plt.contourf(np.outer(x, x), colors='k')",
    ];
    let tried = lines.map(|line| {
        format!("try:\n    {line}\n    print({line:?})\nexcept (TypeError, ValueError, KeyError, OSError):\n    pass")
    });
    drawn("plots_refused", &tried.join("\n"));
}

#[test]
fn looks_are_drawn() {
    let body = "plt.rcParams.update({'font.size': 12, 'lines.linewidth': 2})\nfig, (a, b) = plt.subplots(1, 2, sharey=True, \
                width_ratios=[2, 1])\na.plot(x, x, 'o-', mfc='none', mec='#010203', label='hollow', zorder=5)\n\
                a.errorbar(x[::9], x[::9], yerr=0.1, capsize=3, ecolor='#040506')\na.axvspan(1, 2, color='#070809', alpha=0.5)\n\
                a.annotate('here', xy=(1, 1), xytext=(2, 3), arrowprops={'arrowstyle': '->'})\n\
                a.text(0.1, 0.9, 'inside', transform=a.transAxes, rotation=90, color='#0a0b0c')\n\
                a.legend(loc='lower right', title='names', ncol=2, fontsize='small')\n\
                a.grid(which='both', color='#0d0e0f', linestyle=':')\na.spines['top'].set_visible(False)\n\
                t = a.twinx()\nt.plot(x, x ** 3)\nt.set_ylabel('cubes', color='#101112')\n\
                b.bar(['p', 'q'], [1, 2], color=['#131415', '#161718'], edgecolor='#191a1b', yerr=0.2)\nplt.savefig('a.svg')";
    drawn("plots_looks", body);
    let svg = text("plots_looks", "a.svg");
    for color in ["010203", "040506", "070809", "0A0B0C", "0D0E0F", "101112", "131415", "161718", "191A1B"] {
        assert!(svg.contains(color), "nothing is drawn in {color}");
    }
    for part in ["hollow", "here", "inside", "names", "cubes"] {
        assert!(svg.contains(part), "no {part}");
    }
}

#[test]
fn contours_and_meshes() {
    let body = "z = np.outer(np.sin(x), np.cos(x))\nlines = plt.contour(x, x, z, levels=[-0.5, 0.0, 0.5], cmap='hot')\n\
                plt.clabel(lines)\nplt.savefig('lines.svg')\nplt.figure()\nfilled = plt.contourf(x, x, z, 8)\nplt.colorbar(filled)\n\
                plt.savefig('bands.svg')\nplt.figure()\nX, Y = np.meshgrid(x, x)\nplt.pcolormesh(X, Y, z, cmap='RdBu_r')\n\
                plt.savefig('mesh.png')\nassert np.allclose(filled.facts['vmin'], -1.0)";
    drawn("plots_contours", body);
    let lines = text("plots_contours", "lines.svg");
    assert!(lines.matches("<polyline").count() > 20 && lines.contains("0.5"), "{}", &lines[..lines.len().min(3000)]);
    assert!(text("plots_contours", "bands.svg").contains("data:image/png;base64,"));
}

#[test]
fn every_colormap_is_drawn() {
    let body = "from matplotlib._style import _COLORMAPS\nfor name in _COLORMAPS:\n    \
                plt.imshow(np.arange(4.0).reshape(2, 2), cmap=name + '_r')\nplt.savefig('a.png')";
    drawn("plots_maps", body);
}
