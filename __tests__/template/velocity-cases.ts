/** Template with the output of Velocity 1.7, and the reason for it. */
export type VelocityCase = readonly [template: string, output: string, because: string];

/** Body that the templates read. */
export const BODY = {
  pets: [
    { name: "Rex", age: 3 },
    { name: "Tom", age: 7 },
  ],
  owner: { name: "Ada", tags: ["x", "y"] },
  note: "a,b,,c,,",
  price: 2.5,
  empty: [],
  nothing: null,
  open: true,
};

const PETS = '#set($pets = $input.path("$.pets"))';
const NOTE = '#set($note = $input.path("$.note"))';
const HELLO = '#set($s = "Hello World")';

const STRINGS: readonly VelocityCase[] = [
  [`${HELLO}$s.length()`, "11", "length() counts characters"],
  [`${HELLO}$s.substring(6)`, "World", "substring(start) is the rest"],
  [`${HELLO}$s.substring(0, 5)`, "Hello", "the end of substring() is exclusive"],
  [
    `${HELLO}$s.indexOf("o") $s.indexOf("o", 5) $s.indexOf("z")`,
    "4 7 -1",
    "indexOf() is -1 if there is no match",
  ],
  [`${HELLO}$s.lastIndexOf("o") $s.lastIndexOf("o", 5)`, "7 4", "lastIndexOf() searches backwards"],
  [
    `${HELLO}$s.startsWith("He") $s.startsWith("lo", 3) $s.endsWith("d")`,
    "true true true",
    "booleans print as words",
  ],
  [`${HELLO}$s.contains("lo W") $s.contains("x")`, "true false", "contains() needs no pattern"],
  [`${HELLO}$s.toUpperCase() $s.toLowerCase()`, "HELLO WORLD hello world", "case methods return a new text"],
  ['#set($s = "  a b  ")[$s.trim()]', "[a b]", "trim() keeps blanks in the middle"],
  [`${HELLO}$s.replace("l", "L")`, "HeLLo WorLd", "replace() replaces all matches of a text"],
  [
    '#set($s = "a.b.c")$s.replace(".", "-") $s.replaceAll(".", "-")',
    "a-b-c -----",
    "replaceAll() reads a pattern, replace() a text",
  ],
  [`${HELLO}$s.replaceAll("(l+)", "<$1>")`, "He<ll>o Wor<l>d", "$1 is the first group of a match"],
  [`${HELLO}$s.replaceFirst("l", "1")`, "He1lo World", "replaceFirst() replaces one match"],
  [
    '#set($s = "it\\\'s")$s.replaceAll("\\\\\'", "\'")',
    "it's",
    "a backslash in quotes is text, so the pattern has two",
  ],
  [
    `#set($s = $util.urlDecode("a%0Db"))$s.matches("a.b") $s.matches("(?s)a.b") $s.matches("a[\\s.]b")`,
    "false true true",
    "a dot matches no line break, as in Java",
  ],
  [`${HELLO}$s.matches("H.*d") $s.matches("Hello")`, "true false", "matches() compares the whole text"],
  [`${NOTE}$note.split(",").size()`, "4", "split() removes empty texts at the end only"],
  [
    `${NOTE}#foreach($part in $note.split(","))[$part]#end`,
    "[a][b][][c]",
    "an empty text in the middle is kept",
  ],
  [
    `${NOTE}#foreach($part in $note.split(",", 2))[$part]#end`,
    "[a][b,,c,,]",
    "the limit is the number of parts",
  ],
  [
    `${NOTE}#foreach($part in $note.split(",", -1))[$part]#end`,
    "[a][b][][c][][]",
    "a negative limit keeps all parts",
  ],
  [`${NOTE}$note.split(",")[1]`, "b", "an array has indexes"],
  ['#set($s = ",a")#foreach($p in $s.split(","))[$p]#end', "[][a]", "an empty text at the start is kept"],
  [
    '#set($s = "abc")#foreach($p in $s.split(""))[$p]#end',
    "[a][b][c]",
    "an empty pattern splits at each character",
  ],
  ['#set($s = "a1b22c")#foreach($p in $s.split("\\d+"))$p#end', "abc", "\\d is a digit in a pattern"],
  ['#set($s = "")$s.isEmpty() $s.length()', "true 0", "an empty text has all methods of a text"],
  [
    '#set($a = "x")$a.equals("x") $a.equals("X") $a.equalsIgnoreCase("X")',
    "true false true",
    "equals() compares case",
  ],
  [
    '#set($a = "b")$a.compareTo("a") $a.compareTo("d")',
    "1 -2",
    "compareTo() is the difference of the characters",
  ],
  [
    '#set($a = "ab")$a.charAt(1) $a.concat("c") $a.hashCode()',
    "b abc 3105",
    "these are methods of Java's String",
  ],
  ['#set($a = "x")#set($b = "${a}y$a")$b', "xyx", "references in double quotes are evaluated"],
  ["#set($a = 'x$b')$a", "x$b", "references in single quotes are text"],
  ['#set($a = "say ""hi""")$a', 'say "hi"', "two quotes in quotes are one quote"],
  ["#set($a = 'it''s')$a", "it's", "two single quotes in single quotes are one"],
  ['#set($a = "a\\n\\u0041")$a', "a\\nA", "only \\u is an escape in double quotes"],
  ['#set($a = "#if(true)yes#end")$a', "yes", "directives in double quotes are rendered"],
];

const NUMBERS: readonly VelocityCase[] = [
  ["#set($x = 7 / 2)$x", "3", "a division of integers is an integer"],
  [
    "#set($x = -7 / 2)$x #set($x = -7 % 3)$x",
    "-3-1",
    "Java truncates towards zero; the blank in front of #set is lost",
  ],
  ["#set($x = 7 / 2.0)$x", "3.5", "a double makes the result a double"],
  ["#set($x = 1.5 + 1.5)$x", "3.0", "a double prints a decimal place"],
  ["#set($x = 1 / 0)[$x]", "[]", "a division by zero has no result"],
  ["#set($x = 100000000.0)$x", "1.0E8", "Java prints large doubles with an exponent"],
  ["#set($x = 2147483647 + 1)$x", "2147483648", "an integer grows instead of overflowing"],
  ["#set($x = 2 + 3 * 4)$x", "14", "multiplication is stronger than addition"],
  ["#set($x = (2 + 3) * 4)$x", "20", "parentheses are evaluated first"],
  ['#set($x = "a" + 1)$x', "a1", "a text and a number are joined"],
  ['#set($x = "a" - 1)[$x]', "[]", "a text cannot be subtracted"],
  ['#set($n = 0)$n.parseInt("12")', "12", "a static method is called on a value"],
  ["#set($n = 5)$n.toString().length() $n.compareTo(3)", "1 1", "an integer has the methods of Integer"],
  ["$input.path('$.price')", "2.5", "a number of the body keeps its decimal places"],
  ["#set($x = 3)#set($x = $x + 1)$x", "4", "a variable can be set again"],
  ["#set($x = 3)$x-1 ${x}-1", " 3-1", "a hyphen belongs to the name of a reference"],
];

const CONDITIONS: readonly VelocityCase[] = [
  ['#if(1 == "1")T#{else}F#end', "T", "values of different types are compared by their text"],
  ["#if(1 == 1.0)T#{else}F#end", "T", "numbers are compared by value"],
  ['#if("10" > 5)T#{else}F#end', "F", "only numbers are greater than others"],
  ["#if(2 > 1 && 2 >= 2 && 1 < 2 && 1 <= 1 && 1 != 2)T#end", "T", "all comparisons hold"],
  [
    "#if(2 gt 1 and 2 ge 2 and 1 lt 2 and 1 le 1 and 1 ne 2 and 1 eq 1)T#end",
    "T",
    "each operator has a word",
  ],
  ["#if(true || false && false)T#{else}F#end", "T", "&& is stronger than ||"],
  ["#if(!true || not false)T#end", "T", "not is the word for !"],
  ['#if("x")T#{else}F#end#if(1)T#{else}F#end', "FF", "a literal other than true is false"],
  [
    '#set($a = "")#set($b = 0)#if($a)T#end#if($b)T#end',
    "TT",
    "a reference is true unless its value is false",
  ],
  ["#if($input.path('$.open'))T#end", "T", "a boolean of the body is a boolean"],
  ["#if($input.path('$.empty'))T#end", "T", "an empty list is true"],
  [
    "#set($x = 2)#if($x == 1)one#elseif($x == 2)two#{else}more#end",
    "two",
    "the first true branch is rendered",
  ],
  ["#set($x = 1 == 1)$x #set($y = !$x)$y", "truefalse", "a comparison is a value"],
];

const LISTS: readonly VelocityCase[] = [
  [
    '#set($l = [1, "a", [2]])$l $l.size() $l[1] $l.get(0)',
    "[1, a, [2]] 3 a 1",
    "a list of the template prints like Java",
  ],
  ["#set($l = [1, 2, 3])$l[-1]", "3", "a negative index counts from the end"],
  ["#set($l = [1])$l.add(2) $l", "true [1, 2]", "add() prints true"],
  ["#set($l = [1])#set($ignored = $l.add(2))$l", "[1, 2]", "#set hides the result of add()"],
  ["#set($l = [1, 3])$!l.add(1, 2)$l", "[1, 2, 3]", "add() with an index has no result"],
  ["#set($l = [5, 6])$l.remove(0) $l", "5 [6]", "remove() with an integer removes by index"],
  ['#set($l = ["a"])$l.remove("a") $l', "true []", "remove() with another value removes the value"],
  ["#set($l = [1, 2])#set($l[0] = 9)$l", "[9, 2]", "an item can be set by its index"],
  ["#set($l = [1, 2])$l.set(0, 9) $l", "1 [9, 2]", "set() returns the previous item"],
  [
    "#set($l = [1, 2, 3])$l.subList(1, 3) $l.contains(2) $l.indexOf(3)",
    "[2, 3] true 2",
    "the end of subList() is exclusive",
  ],
  ["#set($l = [])$l.isEmpty() $l.empty", "true true", "the property empty calls isEmpty()"],
  ["#set($r = [1..3])$r #set($r = [3..1])$r", "[1, 2, 3][3, 2, 1]", "a range can be descending"],
  [`${PETS}$pets`, '[{"name":"Rex","age":3},{"name":"Tom","age":7}]', "a list of the body prints JSON"],
  [`${PETS}$pets[0]`, "{name=Rex, age=3}", "a map of the body prints like Java"],
  [`${PETS}$pets.get(1).name`, "Tom", "a property of a map is its entry"],
  [
    "#set($a = [])$a.addAll([1, 2]) $a $a.equals([1, 2])",
    "true [1, 2] true",
    "lists are equal if their items are",
  ],
  [
    "$input.path('$.pets[*].name') $input.path('$..age')",
    '["Rex","Tom"] [3,7]',
    "a path with several matches is a list",
  ],
  [
    "$input.path('$.pets[-1].name') $input.path(\"$['owner']['name']\")",
    "Tom Ada",
    "a path can have quoted names",
  ],
  [
    "$input.path('$.pets.length()') $input.path('$.pets[0:1]')",
    '2 [{"name":"Rex","age":3}]',
    "a slice is a list",
  ],
  [
    "[$input.path('$.empty[*]')][$input.path('$.missing[*]')]",
    "[[]][]",
    "a wildcard matches nothing in an empty list, and has no result behind a missing name",
  ],
  ["[$nothing.length()][$nothing.size()]", "[][]", "a method of a missing value has no result"],
  [
    "#set($x = $nothing)[$x.length()][$x.size()]",
    "[0][]",
    "a variable set to a missing value is an empty string, which has no size()",
  ],
  ["[$input.path('$.pets[9]')][$input.path('$.none.x')]", "[][]", "a path without a match is missing"],
];

const MAPS: readonly VelocityCase[] = [
  [
    '#set($m = {"b": 1, "a": {"c": 2}})$m $m.a.c $m["b"] $m.get("a")',
    "{b=1, a={c=2}} 2 1 {c=2}",
    "a map keeps its order",
  ],
  [
    '#set($m = {"a": 1, "b": 2})$m.keySet() $m.values() $m.entrySet()',
    "[a, b] [1, 2] [a=1, b=2]",
    "sets print like lists",
  ],
  ['#set($m = {})$!m.put("a", 1)$m.put("a", 2) $m', "1 {a=2}", "put() returns the previous value"],
  ['#set($m = {})#set($m.a = 1)#set($m["b-c"] = 2)$m', "{a=1, b-c=2}", "an entry can be set as a property"],
  [
    '#set($m = {"a": 1})$m.containsKey("a") $m.containsValue(2) $m.size() $m.isEmpty()',
    "true false 1 false",
    "these are methods of Java's Map",
  ],
  ['#set($m = {"a": 1})$m.remove("a") $m', "1 {}", "remove() returns the value"],
  [
    '#set($m = {"a": 1})$!m.putAll({"b": 2})$m $m.getOrDefault("z", "d")',
    "{a=1, b=2} d",
    "putAll() has no result",
  ],
  [
    '#set($m = {"a": 1})#foreach($e in $m.entrySet())$e.key=$e.value;$e.getKey()#end',
    "a=1;a",
    "an entry has a key and a value",
  ],
  ['#foreach($v in {"a": 1, "b": 2})$v#end', "12", "#foreach over a map reads its values"],
  ['#set($m = {"a": {}})#set($m.a.b = 1)$m', "{a={b=1}}", "an inner map is not copied"],
  [
    "$input.path('$.owner') [$input.path('$.nothing')]",
    '{name=Ada, tags=["x","y"]} []',
    "a list in a map prints JSON; null prints nothing",
  ],
];

const LOOPS: readonly VelocityCase[] = [
  [
    `${PETS}#foreach($pet in $pets)$pet.name#if($foreach.hasNext),#end#end`,
    "Rex,Tom",
    "hasNext is false for the last item",
  ],
  [
    "#foreach($i in [5..7])$foreach.index$foreach.count$velocityCount #end",
    "011 122 233 ",
    "index starts at 0, count at 1",
  ],
  [
    "#foreach($i in [1..3])$foreach.first$foreach.last #end",
    "truefalse falsefalse falsetrue ",
    "first and last are booleans",
  ],
  [
    "#foreach($i in [1..2])#foreach($j in [1..2])$foreach.parent.index$foreach.index #end#end",
    "00 01 10 11 ",
    "parent is the outer loop",
  ],
  ["#foreach($i in [1..9])$i#if($i == 3)#break#end#end!", "123!", "#break ends the loop"],
  ["#set($i = 5)#foreach($i in [1..2])$i#end$i", "125", "the variable has its earlier value after the loop"],
  [
    '#foreach($x in $nothing)x#end#foreach($x in "abc")x#end',
    "",
    "a loop over a value without items does nothing",
  ],
  ["#foreach($i in [])x#end", "", "a loop over an empty list does nothing"],
  [
    "#set($sum = 0)#foreach($i in [1..4])#set($sum = $sum + $i)#end$sum",
    "10",
    "a variable set in a loop stays set",
  ],
  ["$foreach.index/$velocityCount", "/", "there is no loop outside a loop"],
];

const MACROS: readonly VelocityCase[] = [
  ["#macro(greet $name)Hi $name!#end#greet('Ada')", "Hi Ada!", "a macro has parameters"],
  [
    "#greet('Ada')#macro(greet $name)Hi $name!#end",
    "Hi Ada!",
    "a macro can be called in front of its definition",
  ],
  [
    "#macro(pair $a $b)[$a,$b]#end#pair(1 2)#pair(1, 2)#pair(1)",
    "[1,2][1,2][1,]",
    "commas are optional; a missing argument is empty",
  ],
  [
    "#macro(twice $x)$x$x#end#set($l = [])#twice($l.add(1))$l",
    "truetrue[1, 1]",
    "an argument is evaluated at each use",
  ],
  [
    "#macro(inner $x)<$x>#end#macro(outer $y)#inner($y)#end#outer('q')",
    "<q>",
    "a macro can call another one",
  ],
  [
    "#macro(down $n)$n#if($n > 0)#set($m = $n - 1)#down($m)#end#end#down(3)",
    "3210",
    "a macro can call itself",
  ],
  ["#macro(m)1#end#macro(m)2#end#m()", "2", "the last definition of a macro is used"],
  ["#macro(m)x#break y#end#m()z", "xz", "#break ends the macro"],
  [
    "#macro(m $a)#set($a = 2)$a#end#set($x = 1)#m($x)$x$a",
    "212",
    "setting a parameter does not change the argument",
  ],
  [
    "#define($block)<$x>#end#set($x = 1)$block#set($x = 2)$block",
    "<1><2>",
    "a block of #define is rendered at each use",
  ],
  [
    "#macro(m $x)[$x.isEmpty()]#end#m($a)#m($a.b)",
    "[][true]",
    "an argument without a value is missing, but a property without a value is an empty string",
  ],
  ["a#break b", "a", "#break outside a loop ends the template"],
];

const WHITE_SPACE: readonly VelocityCase[] = [
  ["a\n#set($x = 1)\nb", "a\nb", "the line break after #set is lost"],
  ["#set($x = 1)\n  #set($y = 2)\n$x$y", "12", "the blanks in front of #set are lost after a directive"],
  ["a #set($x = 1) b", "a  b", "the blanks in front of #set are kept after a text"],
  ["#if(true)\n  a\n#end\nb", "  a\nb", "the line breaks after #if and #end are lost, but not the blanks"],
  ["  #if(true)a#end  \nb", "  ab", "the blanks in front of a line break are lost with it"],
  ["#foreach($i in [1..2])\n$i\n#end\n", "1\n2\n", "each iteration keeps its inner line break"],
  ["#if(false)\na\n#else\nb\n#end\n", "b\n", "the line break after #else is lost"],
  ["a ## comment\nb", "a b", "a line comment includes its line break"],
  ["a#* x\ny *#b", "ab", "a block comment has no output"],
  ["#[[ $x #if ]]#", " $x #if ", "literal text is not evaluated"],
  ["#set($x = 1)\\$x \\\\$x \\\\\\$x", "$x \\1 \\$x", "a backslash escapes a reference, two print one"],
  ["\\#if \\#set \\#foo", "#if #set \\#foo", "a backslash escapes a directive, and is text otherwise"],
  [
    '{"price": "$5.00", "color": "#fff", "id": "a#b"}',
    '{"price": "$5.00", "color": "#fff", "id": "a#b"}',
    "$ and # without a name are text",
  ],
  ["$!x/$!{x}/${x}", "//", "a quiet reference is the same, because a missing value prints nothing"],
  ["#{if}(true)a#{else}b#{end}c", "ac", "braces separate a directive from a text"],
  ["#if(true)a#else b#end", "a", "#else needs no braces in front of a blank"],
];

/** Templates with the output of Velocity 1.7, by subject. */
export const VELOCITY_CASES: Readonly<Record<string, readonly VelocityCase[]>> = {
  strings: STRINGS,
  numbers: NUMBERS,
  conditions: CONDITIONS,
  lists: LISTS,
  maps: MAPS,
  loops: LOOPS,
  macros: MACROS,
  "white space": WHITE_SPACE,
};
