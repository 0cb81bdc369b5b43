"""Signs with postcodes, boxes of a post office and telephones, and what only has their form.

A bar stands between lines.
"""

from __future__ import annotations

SIGNS = """
GB  London SW1A 2AA
GB  12 High Street, Oxford OX1 4AW
GB  Manchester M1 1AE
GB  Phone 01437 763284
GB  Evans Plumbing 01437 763284
MT  VLT 1117 Valletta
MT  Sliema SLM 1030
NL  3511 CE Utrecht
NL  Coolsingel 40, 3011 AD Rotterdam
AU  Cairns QLD 4870
AU  Wagga Wagga NSW 2650
KE  P.O. Box 4512 Nairobi
UG  P.O. Box 7062 Kampala
TZ  P.O. Box 9121 Dar es Salaam
ZM  P.O. Box 30135 Lusaka
AE  P.O. Box 500 Dubai
CA  Toronto ON M5V 2T6
CZ  110 00 Praha 1
PL  00-950 Warszawa
PT  1100-148 Lisboa
AZ  AZ1000 Bakı
IT  Rossi 0461 982034
IT  Tel. 0461 98 20 34 | Autofficina
DE  Bäckerei Schmidt 0341 960312
ES  Taxi 954 59 01 01
FR  Plombier 04 91 55 12 34
IN  New Delhi 110001
"""

# Seen before the rules were written.
TRAPS = """
Aufzug | Tragkraft 1000 KG | 13 Personen
Max. load 1000 KG
1200 CC
2000 HP
1984 GB
3000 GT
4000 PA
2000 BC
1500 BC
GTX 1080
RTX 4090
JFK 4418
QRS 4412
XYZ 4321
GPO 1234
V8 4WD
X5 4WD
E5 2RT
N1 2ND
AZ 1000
P.O. BOX 300
P.O. Box 12
Serial 01437 763284
Model 01437 763284
Code 01437 763284
Serial 0341 960312
"""

# Written down before the rules were, and not looked at.
UNSEEN_TRAPS = """
Traglast 1600 KG | 21 Personen
MAX 3500 KG
1600 CC Turbo
1500 VA
4096 MB
1000 ML
2700 KW
LED 4000
RAL 7016
DIN 4102
ISO 9001
CAT 3516
MAN 8150
K9 2GO
U2 4TH
R2 2XD
PO BOX 4455
P.O. BOX 1984 | POST
P.O. Drawer 5
Ref 01632 960123
Invoice 0341 960312
Batch 01437 441228
Barcode 01656 643443
Chassis 01865 240312
Konto 0341 960312
Licence 01792 643443
"""
