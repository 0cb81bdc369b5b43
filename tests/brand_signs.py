"""Names of chains, banks and railways as they stand on shops, and brands that say nothing.

All of them were written down before the rule for brands was made. A bar stands between lines.
"""

from __future__ import annotations

SIGNS = """
PL  BIEDRONKA
PL  Żabka
PL  Stokrotka Supermarket
CZ  Komerční banka
SK  Slovenská sporiteľňa
HU  MAGYAR POSTA
RO  Mega Image
BG  Фантастико
RU  Пятёрочка
RU  МАГНИТ
UA  НОВА ПОШТА
UA  АТБ
GR  ΣΚΛΑΒΕΝΙΤΗΣ
GR  ΓΕΡΜΑΝΟΣ
TR  Ziraat Bankası
TR  A101
IL  שופרסל
DE  EDEKA
DE  Sparkasse
DE  REWE
AT  BIPA
CH  Denner
CH  PostFinance
NL  Albert Heijn
FR  MONOPRIX
ES  MERCADONA
PT  Pingo Doce
PT  Caixa Geral de Depósitos
IT  ESSELUNGA
IT  Posteitaliane
GB  Sainsbury's
GB  GREGGS
GB  Nationwide Building Society
IE  Bus Éireann
SE  Pressbyrån
NO  VINMONOPOLET
NO  Narvesen
DK  føtex
FI  ALKO
FI  R-kioski
EE  SELVER
LV  Mēness aptieka
LT  Lietuvos paštas
US  MACY'S
US  Walgreens
US  Piggly Wiggly
US  CITIZENS BANK
US  Publix Super Market
US  STATE FARM INSURANCE
CA  CANADIAN TIRE
CA  Shoppers Drug Mart
CA  Swiss Chalet
MX  Bodega Aurrera
MX  Farmacias Guadalajara
BR  Casas Bahia
BR  Pão de Açúcar
CL  BancoEstado
CO  Bancolombia
PE  InkaFarma
JP  ローソン
JP  マツモトキヨシ
JP  ゆうちょ銀行
CN  中国建设银行
TW  全聯福利中心
HK  恒生銀行
KR  우리은행
TH  ธนาคารกสิกรไทย
VN  Vietcombank
VN  Bách hóa XANH
ID  Indomaret
MY  99 SPEEDMART
SG  NTUC FairPrice
PH  Mercury Drug
AU  Bunnings Warehouse
NZ  PAK'nSAVE
ZA  Capitec Bank
KE  NAIVAS
EG  بنك مصر
"""

# Chains of several countries, of which the data tells the home no better than the sizes of the
# countries do; some that the data has anywhere or nowhere; and names of ordinary words.
OPEN_SIGNS = """
SE  SYSTEMBOLAGET
CZ  Česká pošta
AT  BILLA
NL  Rabobank
BE  Colruyt
FR  Crédit Mutuel
FR  Intermarché
ES  CaixaBank
IE  Supermac's
IS  BÓNUS
AR  Farmacity
JP  FamilyMart
JP  すき家
IN  State Bank of India
AU  Commonwealth Bank
ZA  Pick n Pay
NG  Zenith Bank
MA  Attijariwafa bank
"""

# Brands that are everywhere; words that are also brands; cars, shirts and namesakes.
TRAPS = """
BURGER KING
SUBWAY
KFC
7-ELEVEN
H&M
DHL EXPRESS
SUZUKI
LAWSON
HEINEKEN
CITROËN
MITSUBISHI ELECTRIC
Mercedes-Benz | Das Beste oder nichts
SIEMENS AG
TOMMY HILFIGER
Western Union
VODAFONE
HOLIDAY INN
Best Western Plus
Little Caesars Pizza
UNIQLO
OPEN HOUSE
Welcome Home
THE OFFICE
POST OFFICE
VILLAGE
POLICE
HUDSON
EMPIRE
TARGET
NEXT
Monday
FIRE DEPARTMENT
Public Library
CITY HALL
National Bank
Grand Hotel
METRO
Jumbo
Central Station
CLOSED
AVENUE
PLAY
THE WALL
HARLEY-DAVIDSON MOTOR CYCLES
Abercrombie & Fitch New York
JORDAN
SEAT LEON
SEAT TOLEDO
HYUNDAI SANTA FE
HYUNDAI TUCSON
NISSAN MURANO
TOYOTA SIENNA
CHEVROLET COLORADO
DODGE DAKOTA
MAZDA
Michelin | Clermont-Ferrand
NOKIA
NEW YORKER
Boston Pizza
Victoria's Secret
CONTINENTAL
EXCELSIOR
Lindt & Sprüngli
CANON | TOKYO
"""

# Makers that have no shops are not in the data, and some chains are called like anything else.
OPEN_TRAPS = """
Fresh Market
Paris Baguette
HOLLISTER CALIFORNIA
HARIBO macht Kinder froh
Nestlé Vevey
"""
