type X = int
type Y = list[int]
f"{d["key"]}"
f'{', '.join(a)}'
