"""The HTML report's one style sheet: light, dark and print."""

STYLE = """
:root{color-scheme:light dark;--back:#fff;--panel:#f3f5f7;--ink:#1b1f23;--soft:#57606a;--line:#d0d5db;--main:#0072b2;
--link:#005a8c}
@media (prefers-color-scheme:dark){:root{--back:#14181c;--panel:#20262c;--ink:#eceff2;--soft:#a9b4be;--line:#3a434c;
--main:#56b4e9;--link:#7cc6f0}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1200px;margin:0 auto;padding:28px 24px 60px}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:1.3rem;line-height:1.3;margin:40px 0 6px}
h3{font-size:1.05rem;margin:22px 0 8px}
p{margin:6px 0 12px;max-width:76ch}
a{color:var(--link);overflow-wrap:anywhere}
bdi{overflow-wrap:inherit}
.lead{font-size:1.2rem;margin:14px 0 18px}
.muted{color:var(--soft)}.small{font-size:.85rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:12px;margin:0 0 18px}
.card{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:12px 14px}
.card .what{color:var(--soft);font-size:.9rem}.card .big{font-size:1.6rem;font-weight:650;line-height:1.3}
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 40px}
.bars{display:grid;grid-template-columns:minmax(90px,220px) 1fr max-content;gap:6px 12px;
align-items:center;margin:10px 0}
.bars .name{overflow-wrap:anywhere;line-height:1.25}
.bars svg,.interval{display:block;overflow:visible}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.interval text{fill:var(--ink)}
.bar{stroke:var(--soft);stroke-width:.6}
.axis{stroke:var(--soft);stroke-width:1}.mark{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:3 3}
.range{stroke:var(--main);stroke-width:6;stroke-linecap:round}
.dot{fill:var(--back);stroke:var(--main);stroke-width:4}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0}
.key{display:inline-flex;align-items:center;gap:6px}
.scroll{overflow-x:auto;margin:8px 0 4px}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th{text-align:left;font-weight:600;border-bottom:2px solid var(--line);padding:6px 10px 6px 0;white-space:nowrap}
td{overflow-wrap:break-word;border-bottom:1px solid var(--line);padding:8px 10px 8px 0;vertical-align:top}
th:last-child,td:last-child{padding-right:0}
table.short{width:auto;min-width:420px}table.short td,table.short th{padding-right:28px}
th.number{text-align:right}
table.items td:first-child{width:84px}table.items td.title{min-width:140px;max-width:300px}
table.items td:nth-child(5){min-width:130px}
td.title{overflow-wrap:anywhere}
table.full{table-layout:fixed}table.full td{overflow-wrap:anywhere}
table.full th:nth-child(1){width:25%}table.full th:nth-child(2){width:8%}table.full th:nth-child(3){width:10%}
table.full th:nth-child(4){width:14%}table.full th:nth-child(5){width:9%}table.full th:nth-child(6){width:12%}
table.full th:nth-child(7){width:11%}table.full th:nth-child(8){width:11%}
table.short td:last-child{overflow-wrap:anywhere;min-width:60px}
.label{display:inline-flex;align-items:baseline;gap:6px;white-space:nowrap}
.label i{display:inline-block;width:12px;height:12px;border-radius:2px;border:1px solid var(--soft);flex:none}
.thumb{display:block;width:72px;height:72px;object-fit:contain;background:#fff;border:1px solid var(--line);
border-radius:4px}
.pair{display:flex;gap:6px}
.thumb.none{background:var(--panel);border-style:dashed}
summary{cursor:pointer;font-weight:600;margin:8px 0}
@media (max-width:900px){.two{grid-template-columns:1fr}main{padding:20px 16px 40px}
.bars{grid-template-columns:minmax(80px,150px) 1fr max-content}
table{font-size:.86rem}.label{white-space:normal}.scroll .number{white-space:normal}}
@media print{:root{color-scheme:light;--back:#fff;--panel:#fff;--ink:#000;--soft:#444;--line:#bbb;--main:#0072b2;
--link:#000}
html{font-size:11px}body{font-size:11px}.bars,svg text{font-size:10px}
main{max-width:none;padding:0}h2{break-after:avoid}tr,.card,.bars,.interval{break-inside:avoid}
thead{display:table-header-group}.scroll{overflow:visible}.thumb{width:48px;height:48px}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
