"""Give lines of Markdown of every kind, for the pages that tests make."""

LINES = r"""
¶    ¶        ¶text¶  text¶    text¶        text¶# h¶## h { #id }¶text\¶text  ¶===¶---¶***¶{ .annotate }
- item¶* item¶1. item¶    - nested¶    1. nested¶- [ ] task¶- ¶>¶> quote¶> ```¶```¶````¶~~~¶    ```¶    ```sh
```python¶```{.py title='x'}¶`code¶!!! note "T"¶!!! tip¶??? note "T"¶???+ tip¶=== "Tab"¶    === "Tab"
/// note | T¶///¶//// html | div¶////¶    open: true¶| a | b |¶|---|:-:|¶a | b¶--- | ---¶[^1]: note¶[ref]: url
*[HTML]: abbr¶Term¶:   definition¶    :   nested¶--8<-- "a"¶--8<--¶$$¶\[¶$$ x $$¶<div>¶<div markdown>¶</div>
<hr>¶<p>text</p>¶<!-- c -->¶<!--¶-->¶{ .claim #a data-verdict=true }¶title: x¶<script>¶</script>¶é 日本 🙂
""".replace("\n", "¶").split("¶")
LINES += ["\t", "\ttext", "\ufeff"]
