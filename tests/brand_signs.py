"""Names of chains, banks and railways as they stand on shops, and brands that say nothing.

Written down before the rule for brands was made. A bar stands between lines.
"""

from __future__ import annotations

SIGNS = """
PL  BIEDRONKA
PL  Żabka
PL  Stokrotka Supermarket
CZ  Česká pošta
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
AT  BILLA
AT  BIPA
CH  Denner
CH  PostFinance
NL  Albert Heijn
NL  Rabobank
BE  Colruyt
FR  MONOPRIX
FR  Crédit Mutuel
FR  Intermarché
ES  MERCADONA
ES  CaixaBank
PT  Pingo Doce
PT  Caixa Geral de Depósitos
IT  ESSELUNGA
IT  Posteitaliane
GB  Sainsbury's
GB  GREGGS
GB  Nationwide Building Society
IE  Supermac's
IE  Bus Éireann
SE  SYSTEMBOLAGET
SE  Pressbyrån
NO  VINMONOPOLET
NO  Narvesen
DK  føtex
FI  ALKO
FI  R-kioski
IS  BÓNUS
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
AR  Farmacity
CL  BancoEstado
CO  Bancolombia
PE  InkaFarma
JP  ローソン
JP  マツモトキヨシ
JP  ゆうちょ銀行
JP  FamilyMart
JP  すき家
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
IN  State Bank of India
AU  Bunnings Warehouse
AU  Commonwealth Bank
NZ  PAK'nSAVE
ZA  Pick n Pay
ZA  Capitec Bank
KE  NAIVAS
NG  Zenith Bank
MA  Attijariwafa bank
EG  بنك مصر
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
Fresh Market
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
HOLLISTER CALIFORNIA
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
Paris Baguette
Victoria's Secret
CONTINENTAL
EXCELSIOR
Lindt & Sprüngli
HARIBO macht Kinder froh
Nestlé Vevey
CANON | TOKYO
"""
