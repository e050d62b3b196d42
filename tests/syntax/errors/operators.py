x = a == not b
y = -not a
z = a + not b
