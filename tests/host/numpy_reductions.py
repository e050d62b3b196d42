"""Sums and their like, over all elements and along axes, to the last bit."""
import numpy as np


def attempt(label, function):
    try:
        print(label, repr(function()))
    except Exception as error:
        print(label, type(error).__name__, error)


def noise(n, seed):
    values = np.empty(n)
    state = seed
    for i in range(n):
        state = (state * 1103515245 + 12345) % 2147483648
        values[i] = state / 2147483648 - 0.4
    return values


for n in (1, 5, 7, 8, 9, 17, 100, 127, 128, 129, 130, 255, 256, 257, 1000, 5000):
    x = noise(n, n)
    print(n, repr(x.sum()), repr(x.astype(np.float32).sum()), repr(x[::-1].sum()), repr(x[::2].sum()), repr((x + 1j * x[::-1]).sum()))
    print(repr(x.mean()), repr(x.std()), repr(x.var()), repr(x.prod()), repr(x.cumsum()[-1]), repr(x.min()), repr(x.max()))
    print(repr(x.astype(np.float32).mean()), repr(x.astype(np.float32).std()), repr((x + 1j * x[::-1]).mean()), repr((x + 1j * x[::-1]).var()))
m = noise(3000, 3).reshape(10, 20, 15)
for axis in (0, 1, 2, (0, 1), (1, 2), (0, 2), -1, None):
    s = m.sum(axis=axis)
    t = m.transpose(2, 0, 1).sum(axis=axis)
    u = m[::-1, ::2, 1:].mean(axis=axis)
    v = m[:, :, ::-1].std(axis=axis)
    print(axis, np.shape(s), repr(np.sum(s)), repr(np.sum(t)), repr(np.sum(u)), repr(np.sum(v)), repr(np.ravel(s)[-1]), repr(np.ravel(t)[-1]), repr(np.ravel(u)[0]), repr(np.ravel(v)[0]))
f = np.asfortranarray(noise(200, 9).reshape(10, 20))
print(repr(f.sum()), repr(f.T.sum()), f.sum(axis=0)[:3], f.sum(axis=1)[:3], repr(f[::2, ::3].sum()), repr(f[1:, 1:].mean()))
a = np.arange(12).reshape(3, 4)
print(repr(a.sum()), a.sum(0), a.sum(axis=1), a.sum(axis=1, keepdims=True), a.mean(axis=0), repr(a.mean()), repr(a.prod()), a.prod(axis=1))
print(repr(a.min()), a.min(axis=0), a.max(axis=1), repr(a.argmin()), repr(a.argmax()), a.argmax(axis=0), a.argmin(axis=1), repr(a.ptp() if False else np.ptp(a)))
print(repr(a.any()), repr(a.all()), a.all(axis=1), a.any(axis=0), np.any(a > 10, axis=1, keepdims=True), repr(np.count_nonzero(a)), np.count_nonzero(a % 2, axis=0))
print(a.cumsum(), a.cumsum(axis=0), a.cumsum(axis=1), np.cumprod([1, 2, 3, 4]), np.cumprod([1.5, 2, 3]), np.cumsum([True, True, False]))
print(repr(np.sum([1, 2, 3])), repr(np.sum([1.5, 2])), repr(np.sum(np.ones(3, np.int8))), repr(np.sum(np.ones(3, np.uint8))), repr(np.sum([True, True])), repr(np.sum(5)))
print(repr(np.mean([1, 2, 4])), repr(np.var([1, 2, 4])), repr(np.std([1, 2, 4], ddof=1)), repr(np.median([3, 1, 2])), repr(np.median([4, 1, 2, 3])), np.median(a, axis=0), repr(np.median(a)))
print(repr(np.percentile([1, 2, 3, 4], 30)), np.percentile([1, 2, 3, 4], [0, 50, 100]), repr(np.quantile([1.5, 2.5, 10], 0.9)), np.percentile(a, 25, axis=1))
print(repr(np.max([1, np.nan, 3])), repr(np.min([1.0, np.nan])), repr(np.argmax([1, np.nan, 3])), repr(np.fmax(1, np.nan)), repr(np.maximum(np.nan, 1)))
print(repr(np.sum(a, dtype=np.float32)), repr(a.mean(dtype=np.float32)), np.sum(a, axis=(0, 1)), repr(np.average([1, 2, 3], weights=[3, 2, 1])), repr(np.average([1, 2, 3])))
out = np.zeros(4)
print(np.sum(a, axis=0, out=out) is out, out, repr(np.sum(np.array([]))), repr(np.prod(np.array([]))), np.sum(np.zeros((0, 3)), axis=0), np.array([]).any(), np.array([]).all())
print(repr(sum(np.arange(4))), repr(np.arange(4).sum() / 3), repr(np.trace(a)), repr(np.array([[1.5, 2], [3, 4]]).trace()), repr(np.dot([1, 2], [3, 4])), repr(np.dot([1.5], [2])))
attempt("axis", lambda: a.sum(axis=2))
attempt("empty max", lambda: np.array([]).max())
attempt("empty min axis", lambda: np.zeros((0, 3)).min(axis=0))
attempt("empty argmax", lambda: np.array([]).argmax())
attempt("duplicate", lambda: a.sum(axis=(0, 0)))
attempt("quantile", lambda: np.percentile([1], 101))
#--- output
# 1 np.float64(0.11387007813900707) np.float32(0.11387008) np.float64(0.11387007813900707) np.float64(0.11387007813900707) np.complex128(0.11387007813900707+0.11387007813900707j)
# np.float64(0.11387007813900707) np.float64(0.0) np.float64(0.0) np.float64(0.11387007813900707) np.float64(0.11387007813900707) np.float64(0.11387007813900707) np.float64(0.11387007813900707)
# np.float32(0.11387008) np.float32(0.0) np.complex128(0.11387007813900707+0.11387007813900707j) np.float64(0.0)
# 5 np.float64(0.4353105966001748) np.float32(0.4353106) np.float64(0.4353105966001748) np.float64(0.0043933756649493505) np.complex128(0.4353105966001748+0.4353105966001748j)
# np.float64(0.08706211932003496) np.float64(0.2656038342532922) np.float64(0.07054539677005031) np.float64(-9.30344784524294e-05) np.float64(0.4353105966001748) np.float64(-0.14190967762842777) np.float64(0.5728268985636532)
# np.float32(0.08706212) np.float32(0.26560384) np.complex128(0.08706211932003496+0.08706211932003496j) np.float64(0.14109079354010062)
# 7 np.float64(1.1930811063386497) np.float32(1.1930811) np.float64(1.19308110633865) np.float64(1.2991354424506425) np.complex128(1.1930811063386497+1.19308110633865j)
# np.float64(0.17044015804837853) np.float64(0.318246984103783) np.float64(0.1012811428911535) np.float64(-4.031059318256464e-05) np.float64(1.1930811063386497) np.float64(-0.29729257253929975) np.float64(0.5927845746278763)
# np.float32(0.17044017) np.float32(0.318247) np.complex128(0.17044015804837853+0.17044015804837856j) np.float64(0.20256228578230698)
# 8 np.float64(0.9936693284660576) np.float32(0.9936694) np.float64(0.9936693284660576) np.float64(-0.12973876520991334) np.complex128(0.9936693284660576+0.9936693284660576j)
# np.float64(0.1242086660582572) np.float64(0.2648999422010498) np.float64(0.07017197937811953) np.float64(-7.4980703476691445e-06) np.float64(0.9936693284660576) np.float64(-0.289079615008086) np.float64(0.43364401618018744)
# np.float32(0.124208674) np.float32(0.26489994) np.complex128(0.1242086660582572+0.1242086660582572j) np.float64(0.14034395875623906)
# 9 np.float64(0.31739892307668904) np.float32(0.31739894) np.float64(0.31739892307668904) np.float64(0.5347099835053085) np.complex128(0.31739892307668904+0.31739892307668904j)
# np.float64(0.035266547008521006) np.float64(0.13499427816743212) np.float64(0.01822345513794604) np.float64(-1.5077183995410055e-12) np.float64(0.31739892307668904) np.float64(-0.18190144849941137) np.float64(0.2745034577324986)
# np.float32(0.03526655) np.float32(0.13499428) np.complex128(0.035266547008521006+0.035266547008521006j) np.float64(0.03644691027589208)
# 17 np.float64(0.3691527357324954) np.float32(0.36915272) np.float64(0.3691527357324954) np.float64(0.5245035370811818) np.complex128(0.3691527357324954+0.3691527357324954j)
# np.float64(0.02171486680779385) np.float64(0.22075356382900113) np.float64(0.04873213594320487) np.float64(6.775209469754841e-19) np.float64(0.3691527357324954) np.float64(-0.3864274938590825) np.float64(0.5493198813870549)
# np.float32(0.021714866) np.float32(0.22075355) np.complex128(0.02171486680779385+0.02171486680779385j) np.float64(0.09746427188640974)
# 100 np.float64(11.123282925225794) np.float32(11.123283) np.float64(11.123282925225794) np.float64(9.210856854915619) np.complex128(11.123282925225794+11.123282925225796j)
# np.float64(0.11123282925225794) np.float64(0.2680046880981455) np.float64(0.07182651284258423) np.float64(-1.3255570997324646e-74) np.float64(11.123282925225771) np.float64(-0.3750620983541012) np.float64(0.5983205776661634)
# np.float32(0.11123283) np.float32(0.2680047) np.complex128(0.11123282925225794+0.11123282925225797j) np.float64(0.14365302568516847)
# 127 np.float64(21.70748965190725) np.float32(21.70749) np.float64(21.707489651907252) np.float64(12.290964895486832) np.complex128(21.70748965190724+21.70748965190724j)
# np.float64(0.17092511536934843) np.float64(0.2745954339860024) np.float64(0.07540265236596098) np.float64(-1.1401743915280068e-88) np.float64(21.70748965190727) np.float64(-0.39677595961838963) np.float64(0.5991356409154832)
# np.float32(0.17092513) np.float32(0.27459544) np.complex128(0.17092511536934832+0.17092511536934832j) np.float64(0.15080530473192194)
# 128 np.float64(12.905725675821303) np.float32(12.9057255) np.float64(12.905725675821305) np.float64(8.494162642955779) np.complex128(12.905725675821305+12.905725675821307j)
# np.float64(0.10082598184235393) np.float64(0.26910608276420755) np.float64(0.07241808378069653) np.float64(8.498605007692849e-101) np.float64(12.905725675821282) np.float64(-0.3953923965804279) np.float64(0.5785350793972611)
# np.float32(0.10082598) np.float32(0.26910606) np.complex128(0.10082598184235395+0.10082598184235396j) np.float64(0.14483616756139306)
# 129 np.float64(12.37903792839497) np.float32(12.379038) np.float64(12.379037928394972) np.float64(5.885830211453138) np.complex128(12.379037928394972+12.379037928394974j)
# np.float64(0.09596153432864318) np.float64(0.29354632820203924) np.float64(0.08616944680089933) np.float64(3.6347036890059637e-91) np.float64(12.379037928394945) np.float64(-0.39677504459396007) np.float64(0.5954860368743539)
# np.float32(0.09596153) np.float32(0.29354632) np.complex128(0.0959615343286432+0.09596153432864321j) np.float64(0.1723388936017987)
# 130 np.float64(18.519432859029617) np.float32(18.519432) np.float64(18.51943285902962) np.float64(7.951110491063446) np.complex128(18.51943285902962+18.51943285902962j)
# np.float64(0.14245717583868936) np.float64(0.2667468173196859) np.float64(0.07115386455018188) np.float64(6.68221011706968e-97) np.float64(18.519432859029617) np.float64(-0.3893390573561192) np.float64(0.5727723035030067)
# np.float32(0.14245717) np.float32(0.26674682) np.complex128(0.1424571758386894+0.1424571758386894j) np.float64(0.1423077291003637)
# 255 np.float64(23.354784906376146) np.float32(23.354782) np.float64(23.354784906376146) np.float64(12.037591564655305) np.complex128(23.354784906376153+23.354784906376157j)
# np.float64(0.09158739178971037) np.float64(0.2870986553232009) np.float64(0.08242563788839012) np.float64(-5.225295943057828e-195) np.float64(23.3547849063762) np.float64(-0.39562825448811056) np.float64(0.5995434400625527)
# np.float32(0.09158738) np.float32(0.28709868) np.complex128(0.0915873917897104+0.09158739178971041j) np.float64(0.16485127577678027)
# 256 np.float64(24.588756954669954) np.float32(24.588757) np.float64(24.588756954669954) np.float64(12.903719115257264) np.complex128(24.588756954669954+24.588756954669954j)
# np.float64(0.09604983185417951) np.float64(0.2979560080281087) np.float64(0.08877778272004636) np.float64(3.788072890285116e-176) np.float64(24.588756954670064) np.float64(-0.3985781405121088) np.float64(0.5991841805167496)
# np.float32(0.09604983) np.float32(0.297956) np.complex128(0.09604983185417951+0.09604983185417951j) np.float64(0.1775555654400927)
# 257 np.float64(21.39770767074078) np.float32(21.397709) np.float64(21.397707670740783) np.float64(11.508898895792662) np.complex128(21.397707670740786+21.397707670740783j)
# np.float64(0.08325956292117034) np.float64(0.28689505640084306) np.float64(0.08230877338724293) np.float64(-1.0381135728402145e-188) np.float64(21.397707670740786) np.float64(-0.3897935446351767) np.float64(0.5996854546479881)
# np.float32(0.08325957) np.float32(0.28689504) np.complex128(0.08325956292117037+0.08325956292117036j) np.float64(0.16461754677448587)
# 1000 np.float64(105.81735161133112) np.float32(105.817345) np.float64(105.8173516113311) np.float64(51.55568150058389) np.complex128(105.8173516113311+105.81735161133112j)
# np.float64(0.10581735161133111) np.float64(0.2807672785290472) np.float64(0.07883026469260758) np.float64(-0.0) np.float64(105.8173516113294) np.float64(-0.3938923907466233) np.float64(0.5999522883445024)
# np.float32(0.10581735) np.float32(0.2807673) np.complex128(0.1058173516113311+0.10581735161133113j) np.float64(0.15766052938521516)
# 5000 np.float64(514.1659759078175) np.float32(514.16595) np.float64(514.1659759078175) np.float64(245.35902615264058) np.complex128(514.1659759078175+514.1659759078175j)
# np.float64(0.1028331951815635) np.float64(0.2911235579392364) np.float64(0.08475292598719991) np.float64(0.0) np.float64(514.1659759078635) np.float64(-0.39972731526941063) np.float64(0.5999804338440299)
# np.float32(0.10283319) np.float32(0.29112357) np.complex128(0.1028331951815635+0.1028331951815635j) np.float64(0.16950585197439982)
# 0 (20, 15) np.float64(302.87818934209645) np.float64(302.87818934209645) np.float64(14.202944921515883) np.float64(81.82141162246918) np.float64(-0.8702483130618932) np.float64(2.0859787166118626) np.float64(0.08609806289896368) np.float64(0.2804882966788734)
# 1 (10, 15) np.float64(302.87818934209645) np.float64(302.87818934209645) np.float64(14.20294492151588) np.float64(42.418349935187464) np.float64(2.863724649883808) np.float64(-0.8702483130618932) np.float64(0.17331943530589342) np.float64(0.33125265255687175)
# 2 (10, 20) np.float64(302.87818934209645) np.float64(302.87818934209645) np.float64(10.14496065822563) np.float64(55.98275056905016) np.float64(2.0859787166118626) np.float64(2.863724649883808) np.float64(0.1828275503923318) np.float64(0.19113752664804792)
# (0, 1) (15,) np.float64(302.8781893420966) np.float64(302.87818934209645) np.float64(1.4202944921515857) np.float64(4.369822572601779) np.float64(26.351069884374805) np.float64(19.12256179191172) np.float64(0.11023539379239056) np.float64(0.3148450234285697)
# (1, 2) (10,) np.float64(302.87818934209645) np.float64(302.8781893420966) np.float64(1.0144960658225628) np.float64(2.914703484709753) np.float64(29.80571275297552) np.float64(26.351069884374805) np.float64(0.09159504826446727) np.float64(0.28877956770591295)
# (0, 2) (20,) np.float64(302.87818934209645) np.float64(302.87818934209645) np.float64(1.014496065822563) np.float64(5.815066975763372) np.float64(19.12256179191172) np.float64(29.80571275297552) np.float64(0.1121760265968208) np.float64(0.2852505838367783)
# -1 (10, 20) np.float64(302.87818934209645) np.float64(302.87818934209645) np.float64(10.14496065822563) np.float64(55.98275056905016) np.float64(2.0859787166118626) np.float64(2.863724649883808) np.float64(0.1828275503923318) np.float64(0.19113752664804792)
# None () np.float64(302.87818934209645) np.float64(302.87818934209645) np.float64(0.1014496065822563) np.float64(0.29212037533712254) np.float64(302.87818934209645) np.float64(302.87818934209645) np.float64(0.1014496065822563) np.float64(0.29212037533712254)
# np.float64(9.829974552616477) np.float64(9.829974552616477) [-1.29689388  1.41439056  1.52530959] [2.20044146 1.31503021 1.10667681] np.float64(-1.2732123821042483) np.float64(0.05351585783935777)
# np.int64(66) [12 15 18 21] [ 6 22 38] [[ 6]
#  [22]
#  [38]] [4. 5. 6. 7.] np.float64(5.5) np.int64(0) [   0  840 7920]
# np.int64(0) [0 1 2 3] [ 3  7 11] np.int64(0) np.int64(11) [2 2 2 2] [0 0 0] np.int64(11)
# np.True_ np.False_ [False  True  True] [ True  True  True  True] [[False]
#  [False]
#  [ True]] np.int64(11) [0 3 0 3]
# [ 0  1  3  6 10 15 21 28 36 45 55 66] [[ 0  1  2  3]
#  [ 4  6  8 10]
#  [12 15 18 21]] [[ 0  1  3  6]
#  [ 4  9 15 22]
#  [ 8 17 27 38]] [ 1  2  6 24] [1.5 3.  9. ] [1 2 2]
# np.int64(6) np.float64(3.5) np.int64(3) np.uint64(3) np.int64(2) np.int64(5)
# np.float64(2.3333333333333335) np.float64(1.5555555555555554) np.float64(1.5275252316519465) np.float64(2.0) np.float64(2.5) [4. 5. 6. 7.] np.float64(5.5)
# np.float64(1.9) [1.  2.5 4. ] np.float64(8.5) [0.75 4.75 8.75]
# np.float64(nan) np.float64(nan) np.int64(1) np.float64(1.0) np.float64(nan)
# np.float32(66.0) np.float32(5.5) 66 np.float64(1.6666666666666667) np.float64(2.0)
# True [12. 15. 18. 21.] np.float64(0.0) np.float64(1.0) [0. 0. 0.] False True
# np.int64(6) np.float64(2.0) np.int64(15) np.float64(5.5) np.int64(11) np.float64(3.0)
# axis AxisError axis 2 is out of bounds for array of dimension 2
# empty max ValueError zero-size array to reduction operation maximum which has no identity
# empty min axis ValueError zero-size array to reduction operation minimum which has no identity
# empty argmax ValueError attempt to get argmax of an empty sequence
# duplicate ValueError duplicate value in 'axis'
# quantile ValueError Percentiles must be in the range [0, 100]
