"""Real-looking signs with the country they are from, and texts that say nothing of the place.

A bar stands between lines.
"""

from __future__ import annotations

from img2loc_desktop.core.types import TextLine

SIGNS = """
DE  Hauptbahnhof | Ausgang Bahnhofstraße
DE  Metzgerei Müller GmbH
DE  Tel. 030 901820
AT  Gasthaus zur Post, 6020 Innsbruck
CH  CHF 12.50 | www.sbb.ch
CH  8001 Zürich
FR  Boulangerie Pâtisserie | Fermé le lundi
FR  Tél. 01 42 66 56 56
FR  Rue de la République 69002 Lyon
BE  www.delijn.be
BE  Toegang verboden | Accès interdit
CH  Ausgang | Sortie | Uscita
BE  B-9000 Gent
NL  1012 AB Amsterdam
NL  Verboden toegang voor onbevoegden
NL  Prinsengracht
GB  SW1A 1AA
GB  Bridgend (01656) 643443
GB  www.tfl.gov.uk
GB  SPEED LIMIT 30 MPH | Llandovery
GB  PK02 FGE
IE  Dún Laoghaire
IE  www.rte.ie
ES  Prohibido aparcar | Calle de Alcalá
ES  Sevilla
ES  4821 KBC
PT  Rua das Flores 4050-262 Porto
PT  Proibida a entrada a pessoas estranhas | € 2,50
IT  Via Garibaldi | Vietato fumare
IT  Farmacia comunale | 50122 Firenze
IT  www.comune.siena.it
GR  ΦΑΡΜΑΚΕΙΟ
GR  ΕΣΤΙΑΤΟΡΙΟ | ΕΞΟΔΟΣ
PL  Wrocław Główny
PL  ul. Świętokrzyska 14
PL  12,50 zł
PL  Zakaz wstępu | Sprzedaż biletów
CZ  Vstup zakázán | Náměstí Míru
CZ  199 Kč
CZ  Stavební firma s.r.o.
SK  Bratislava hlavná stanica
HU  Kossuth Lajos utca
HU  Tilos a dohányzás
HU  2 500 Ft
RO  Strada Republicii | Ieșire
RO  15 lei
BG  ул. Витоша | Забранено пушенето
BG  ул. Витоша
BG  бул. Цариградско шосе
RU  ул. Пушкина
RS  Beograd
HR  Hrvatska pošta
SI  Ljubljana
UA  вулиця Хрещатик
RU  Улица Ленина | Продукты
RU  Санкт-Петербург
LT  Gedimino prospektas | Vilnius
LV  Brīvības iela Rīga
EE  Tallinn | Väljapääs
FI  Pääsy kielletty asiattomilta
FI  Helsinki Oy
SE  Drottninggatan | Öppet alla dagar
SE  AB Svenska Kullager | kr 50
NO  Utgang | Storgata
NO  www.nsb.no
DK  Åbent | Nørregade
DK  +45 33 12 34 56
IS  Reykjavík
TR  İstiklal Caddesi
TR  34 ABC 123
IL  רחוב הרצל תל אביב
EG  شارع التحرير القاهرة
IR  خیابان ولیعصر تهران
IN  KA 01 AB 1234
IN  ₹ 250
IN  नई दिल्ली रेलवे स्टेशन
BD  ঢাকা বিশ্ববিদ্যালয়
TH  ถนนสุขุมวิท กรุงเทพ
TH  ฿ 120
VN  Phở Hà Nội | đường Nguyễn Huệ
VN  35.000 ₫
KH  CAMBODIA | Phnom Penh
MY  Dilarang masuk | Jalan Ampang
MY  RM 5.90 | Kuala Lumpur
SG  SBS1234X
ID  Jl. Sudirman | Dilarang parkir
ID  Rp 15.000
PH  ₱ 99.00
PH  Barangay Hall | Quezon City
CN  北京市人民医院
CN  禁止吸烟 | 请勿入内
TW  臺北市 | 禁止停車
HK  旺角 | 電話 2756 3818
JP  全国高校野球
JP  新宿通り
JP  トヨタ自動車株式会社
JP  TEL 0852-26-0110
KR  서울특별시 종로구
KR  주식회사 부산
US  Chicago | 773-267-3939
US  Springfield, Illinois
US  SPEED LIMIT 55 | Milwaukee
US  Burlington VT
CA  Vancouver BC
CA  K1A 0B1
MX  Guadalajara, Jalisco
BR  Proibido estacionar | Rua Augusta
BR  R$ 12,90
BR  Padaria São José Ltda
AR  Quilmes | www.clarin.com.ar
CL  www.emol.cl
PE  S/ 15.00 | Arequipa
CO  Medellín
CU  CARLOS MANUEL DE CESPEDES | CUBA
AU  Wagga Wagga NSW
AU  www.abc.net.au
NZ  Whangarei
NZ  www.doc.govt.nz
ZA  Bloemfontein | www.gov.za
KE  KSh 200 | Nairobi
DE  Tel. 089 233 00 | Rathaus
DE  info@rathaus-apotheke.de
CH  Tel. 044 412 11 11
FR  contact@mairie-orange.fr
IT  Tel. 055 27681 | Carabinieri
ES  Tel. 954 59 01 01
PL  tel. 22 443 40 00
PL  Piekarnia | Czynne od poniedziałku do soboty
NL  1234-AB-5 | Fietsen worden verwijderd
NL  Fietsenmaker De Jong | Tel. 020-623 45 12
BR  Av. Afonso Pena 1200 | Padaria
PT  Oficina Auto Silva, Lda. | Tel. 239 824 156
GB  Hargreaves & Sons Ltd | Tel: 0113 245 6789
SK  Potraviny Kováč | 045 01 Moldava nad Bodvou
JP  03-5321-1111
JP  ¥1,200 | 営業中
BR  Tel. (11) 3113-8000
BR  BRA2E19
US  (415) 701-2311
US  5/27/2006 | SPEED LIMIT 35
ZA  Tel. 021 400 1111 | Slaghuis
EE  Ettevaatust kuri koer | Avatud iga päev
AL  Ndalohet duhani | Dalje emergjence
AZ  Giriş qadağandır | Çörək evi
GB  Swyddfa'r post | Gyrrwch yn ofalus
IE  Géill slí | Bealach amach
NG  ₦ 500 | Lagos
MA  Casablanca
GH  Kumasi
TZ  Dar es Salaam
ET  Addis Ababa
AT  Tel. 01 4000-0 | Magistrat
NL  Tel. 020 624 1111
AU  Tel. (02) 9265 9333
SE  Tel. 08-508 00 000
FI  puh. 09 310 1691
FI  Puh. 03 222 1234
DE  (0341) 9 60 31 22
TR  0 (312) 418 12 34
GR  Τηλ. 2310 234567
GR  ΨΗΤΟΠΩΛΕΙΟ | ΤΗΛ. 210 322 4455
GR  Τηλ. 2310 277 455
TR  LOKANTA | Tel: 0212 522 33 44
TR  Tel: (0232) 388 14 20
MA  CAFE ATLAS | Bd Mohammed V, Fès | Tél : 05 35 62 11 22
KR  TEL. 02-732-1234
JP  TEL 03-3211-4567
JP  電話 06-6341-2345
ES  Tel. 933 18 45 67
ES  Tlf. 954 22 47 12
BE  Tel. 03/233 45 67
AT  Tel.: 0316 / 82 94 51
IN  Ph: 0484 235 1234
CN  电话:010-65123456
CO  PBX (601) 342 1234
ID  Telp. (031) 827-1234
VN  ĐT: 0236 3821 234
PE  Telf. (01) 427 1234
TH  โทร. 02-234-5678
RO  Tel. 0264 431 228
PL  tel. 22 826 44 55
DK  Kr. 45,- inkl. moms | Smørrebrød
BR  RUA DA PAZ
PL  ULICA DŁUGA
KR  Samseong-dong
KR  Insadong-gil 12, Jongno-gu
KR  TEHERAN-RO
FI  Mannerheimintie
FI  Hämeenkatu 12
SE  Drottninggatan 5
DE  Ahorn Str. 4
DE  Hauptstraße
NL  Lindenlaan
HU  Váci utca
DK  Nørrebrovej 33
PE  S/ 12.50
PE  S/. 8.00
JP  〒100-0001
JP  〒100-0001 | TEL 03-3211-4567
BR  01310-100
DE  B-MW 4521
FR  Gare du Nord
FR  Gare de l'Est
KH  CAMBODIAN MINE ACTION CENTRE
"""

TRAPS = """
Pho Saigon
STARBUCKS COFFEE
McDonald's
Coca-Cola | Enjoy
PEPSI
NIKE | JUST DO IT
adidas
IKEA
NIKON D70
SAMSUNG | GALAXY
SHELL
OMEGA
PRADA
VOLVO
Mercedes-Benz
BOEING 747-400 | N2790Z
HARD ROCK CAFE
Paris Bar
PARIS
I ♥ NY
Hollywood
UNIVERSITY OF LIFE
EXIT
STOP
TAXI
HOTEL
CAFE | BAR
SALE 50%
WC
1234567
2006/07/16 09:21
28 JUN 2005
12.30 - 18.00
859736
SA132-005
36 24 36
45 x 60 cm
5 KM
24H
Le 12
3:45 PM
ISBN 0-306-40615-2
llIlIlI
aaeeoo
XXXX
Nice
Reading
Bath
Orange
Mobile
Island
Central Park
HAPPY BIRTHDAY
COPYRIGHT 2006 J. SMITH
www.flickr.com
info@gmail.com
twitch.tv
DANGER
NO SMOKING
VISA | MasterCard
DHL
100% COTTON
MADE IN CHINA
Made in Italy
年年年年年
Tel. 12
No. 555-0199-22
4006381333931
IBAN DE89 3704 0044 0532 0130 00
10.10.10.10
v1.2.3
07:45 08:15 08:45
1.50 m
2,5 t
HAPPY HOUR
LOVE
KEEP CALM
Irish Pub
AC/DC
Art. Nr. 0341 960312
S/N 0800 1234 5678
EAN 4 006381 333931
12 345 678
1 000 000 km
250 kcal / 1046 kJ
Lot 0206 2411
0 (0) 12 345
(01) 23 45
(0) 1234567
1:25 000 (0425)
telecaster 1966 12345
Telefunken 1903 2003
Fax machine 2000 3000
Channel 5 | 020 12
3 x 12 (0.5) 100
Size 36 38 40 42 44
52.2297 21.0122
16-1234-5678
Ausgabe 2005/2006 12
LONDON
NEW YORK YANKEES
Tokyo Grill
Pizzeria Napoli
Bombay Sapphire
Canada Goose
Pizzeria Roma
Havana Club
Hard Rock Cafe London
Vienna Café
Dallas Cowboys
Chicago Bulls
Warsteiner
FC Barcelona
Boston Red Sox
Istanbul Kebab
Café Wien
Restaurant Athen
Manchester United
Shanghai Garden
Ristorante Venezia
Bangkok Thai Massage
Los Angeles Lakers
Real Madrid
Trattoria Firenze
Cuba Libre
Casa Havana Cigars
PARIS | LONDON | NEW YORK
Panama Hats
Moscow Mule
San Pellegrino
Budweiser
Vittel
evian
Berlin Döner
California Dreaming
Brooklyn Lager
Peking Duck House
Rio de Janeiro
HARVARD UNIVERSITY
Tennessee Whiskey
Dublin Pub
Sushi Osaka
Madras Curry House
Toyota
Milano Pizza
Texas Instruments
Sydney's Bar
Ajax Amsterdam
Bayern München
Liverpool FC
Cologne
Black Forest Ham
Little Italy
Kentucky Fried Chicken
Buenos Aires Steakhouse
Oxford Dictionary
Cuban Cigars Havana
Venice Beach
Swiss Army
Geneva Watches
Hotel Bristol
Philadelphia Cream Cheese
Jaipur Indian Restaurant
Dresdner Stollen
Nagasaki Sushi
Saigon Noodles
Hamburger | Frankfurter
Warsteiner Pils
Hotel Lancaster
Grand Hotel Trieste
Pension Salzburg
Hostal Granada
Parma Ham
Cheddar Cheese
Seville Oranges
Nürnberger Rostbratwurst
Krakauer Wurst
Kulmbacher Bier
Pilsner Urquell
Chengdu Hot Pot
Sapporo Ramen
Oaxaca Tacos
Bordeaux Wine Bar
Restaurant Thessaloniki
Pizzeria Sorrento
Izmir Kebap
Chicken Kiev
Café Bogotá
Nottingham Forest FC
Idaho Potatoes
ISTANBUL KEBAP | DÖNER
ISTANBUL | DÖNER KEBAP
PIZZERIA ROMA | pizza e pasta
TOKYO RAMEN | ラーメン
RISTORANTE PIZZERIA | BELLA ITALIA
NAPOLI PIZZERIA | RISTORANTE
Café Wien | Wiener Schnitzel
LA HABANA | Bar Cubano
DOLCE VITA
Restaurant SHANGHAI | 上海
Hanoi Street Food | PHỞ
Barcelona | Tapas Bar
ANTALYA GRILL | Döner Kebab
SUSHI BAR OSAKA | すし
HANOI | Phở Bò
EL RANCHO | Tacos y Burritos
BARCELONA TAPAS | Vinos y Jamón
BOULANGERIE PARIS | Croissants | Baguettes
MOSKVA | Пельмени
MOSCHINO MILANO
HERSHEY CHOCOLATE
DETROIT DIESEL
BOSTON MARATHON 2012
BROOKLYN BOULDERS
KYOTO SUSHI | 寿司
BOLOGNA | Pasta fresca
Bursa Döner | Pide Ayran
LISBOA | Café Pastelaria
SEVILLA | Vino y Queso
Restaurant Odessa | Борщ
HOTEL LUZERN | Frühstück
Hotel Garni | Innsbruck
Thai Restaurant
Cambodian Restaurant
Indian Restaurant
Mexican Food
Best Italian Pizza
Canadian Club
Bolivian Embassy
C'EST LA VIE
MONACO GRAND PRIX
Bon Appétit
Osteria da Mario
Indian Summer Sale Now On
Russian Standard Vodka
DING-DONG
Aristocratie
Restaurant kr
S/N 4521
Order 12345-67
XS/ S/ M/ L
No. 0212 522 33 44
Art. 210 322 4455
GARE
BMW | Bayerische Motoren Werke
Superdry | 極度乾燥(しなさい)
KAWASAKI
Volkswagen AG
YAMAHA | Hamamatsu
KEBAP HAUS ANADOLU | Döner Lahmacun Dürüm
PIZZERIA DA LUIGI | Pizza al forno a legna
TRATTORIA TOSCANA | Vini e cucina
SEOUL BBQ | 한국 식당
PEKING GARDEN | 北京饭店
GELATERIA SICILIANA | Gelato Artigianale
BIERGARTEN MÜNCHEN | Weißbier | Brezel
BANGKOK | อาหารไทย
PAPRIKA CSÁRDA | Gulyás
BARILLA | Pasta di semola di grano duro
LÖWENBRÄU | Ein Bier wie Bayern
"""

# Nobody's numbering plan groups a number so, and eight other countries could dial it.
OPEN_SIGNS = """
GR  2310 234567
"""

# Traps that still catch: names of towns beside words that no list of goods has, whole sentences of
# a kitchen, and words and names of a maker that are the same in its own country. On photos such
# words and names are as often right as they claim, so they are believed.
OPEN_TRAPS = """
Dijon Mustard
Lucknow Biryani House
Carlsberg | København
Heilbronn Jacket
Philips Eindhoven
DAKAR RALLY
Budweiser Budvar
TAVERNA SANTORINI | Ελληνική Κουζίνα
CRÊPERIE BRETONNE | Crêpes et Galettes
MARRAKECH | Tajine et Couscous
CHURRASCARIA RIO | Picanha
WARSZAWA DELI | Pierogi | Kiełbasa
AALBORG AKVAVIT
L'ORÉAL PARIS | Parce que je le vaux bien
"""


def lines_of(sign: str) -> list[TextLine]:
    """The lines of a sign as they are read without an error."""
    return [TextLine(text.strip(), 0.99) for text in sign.split("|")]


def signs(listed: str = SIGNS) -> list[tuple[str, str]]:
    """Pairs of country and sign."""
    rows = [line for line in listed.splitlines() if line]
    return [(row[:2], row[2:].strip()) for row in rows]


def traps(listed: str = TRAPS) -> list[str]:
    """Texts that are no clue."""
    return [line for line in listed.splitlines() if line]


def open_traps() -> list[str]:
    """Texts that are no clue and are taken for one."""
    return [line for line in OPEN_TRAPS.splitlines() if line]
