"""Kitchens, hotels and food abroad, which say nothing of the place, and signs at home, which do.

They were written down before the words for goods were, and no rule was fitted to them.
A bar stands between lines.
"""

from __future__ import annotations

ABROAD = """
OSTERIA DEL SOLE | Cucina casereccia
PASTICCERIA SICILIANA | Cannoli e Cassata
RIGATONI n. 24 | Pasta di semola | cottura 11 minuti
VERONA | Ristorante Pizzeria Gelateria
焼肉 さくら | 居酒屋
OSAKA TEPPANYAKI | 鉄板焼き
抹茶アイスクリーム
HOTEL 東京 | ご宿泊
BUSAN HOUSE | 숯불갈비 냉면
신라면 | SHIN RAMYUN
김치찌개 전문 | KOREAN BARBECUE
SICHUAN HOUSE | 四川火锅
金龍酒樓 | DIM SUM
兰州牛肉面 | LANZHOU NOODLES
TAVERNA ZORBAS | Ψησταριά Μεζέδες
ΟΥΖΟ | OUZO PLOMARI
KARCZMA KRAKÓW | Bigos i Żurek
Delikatesy Polskie | Wędliny Kiełbasa
РЕСТОРАН КАЛИНКА | Шашлык Блины
Сгущёнка | Молоко цельное с сахаром
АРБАТ | Русская кухня
KONYA SOFRASI | Etli Ekmek ve Lahmacun
Türk Mutfağı | Çorba Izgara Köfte
BEIRUT GRILL | مطعم ومشاوي
شاورما فلافل | SHAWARMA
JERUSALEM FALAFEL | פלאפל חומוס
ร้านอาหารไทย | THAI CUISINE
CHIANG MAI | ผัดไทย ต้มยำ
PHỞ SÀI GÒN | Bún Chả Giò
Bánh Mì Huế | Cà Phê Sữa Đá
TAJ MAHAL | भारतीय भोजन
BUDAPEST | Magyar Étterem és Cukrászda
HOFBRÄU | Schweinshaxe und Knödel
BAYERISCHE SPEZIALITÄTEN | Weißwurst
Bäckerei Schwarzwald | Kuchen und Torten
HOTEL MÜNCHEN | Zimmer frei
CHEZ PIERRE | Cuisine traditionnelle française
BRASSERIE LYON | Moules Frites
PATISSERIE | Macarons et Éclairs
ASADOR MENDOZA | Carnes a la parrilla
TAQUERIA JALISCO | Tortas y Quesadillas
CERVECERÍA MADRID | Raciones y bocadillos
PASTELARIA NATA | Pastéis de Belém
LANCHONETE BAHIA | Feijoada e Pão de queijo
رستوران ایرانی | PERSIAN KEBAB
TBILISI | ხინკალი ხაჭაპური
PIVNICE PRAHA | Svíčková a knedlíky
WARUNG BALI | Nasi Goreng dan Sate
Knäckebröd | Rågbröd från Dalarna
Stroopwafels | Echte Goudse kaas
Restaurant BUCUREȘTI | Sarmale și Mici
ĆEVAPI SARAJEVO | Burek i jogurt
Бистро София | Баница Кебапче
DHAKA SWEETS | মিষ্টি
Rugbrød | Dansk smør
ARARAT | Խորոված
தமிழ் உணவகம் | SARAVANA
"""

HOME = """
IT  Panificio Rossi | Via Roma 12 | Tel. 0532 204567
IT  Trattoria da Mario | Chiuso il lunedì
IT  Polizia Municipale | Zona a traffico limitato
IT  Parcheggio riservato ai clienti dell'albergo
JP  居酒屋 | 東京都新宿区歌舞伎町1丁目
JP  ラーメン | 営業時間 11時から22時
JP  交番 | 落とし物はこちらへ
KR  한국 식당 | 서울특별시 마포구 서교동
KR  주차 금지 | 견인 지역
KR  약국 | 02-732-4411
CN  兰州拉面 | 北京市朝阳区建国路
CN  请勿践踏草坪
TW  牛肉麵 | 台北市中山區 | 電話 (02) 2567-1234
GR  ΤΑΒΕΡΝΑ | ΑΝΟΙΚΤΑ ΚΑΘΕ ΜΕΡΑ ΕΚΤΟΣ ΔΕΥΤΕΡΑΣ
GR  Φούρνος | Οδός Ερμού 14 | Τηλ. 210 323 4567
GR  ΑΠΑΓΟΡΕΥΕΤΑΙ Η ΣΤΑΘΜΕΥΣΗ
PL  Restauracja Pod Aniołami | ul. Grodzka 35 | Kraków
PL  Apteka | czynna całą dobę
PL  Piekarnia Cukiernia | Zapraszamy od 6:00
RU  Столовая | Вход со двора
RU  Хлеб | ул. Гагарина 15 | тел. 8 (495) 123-45-67
RU  Осторожно, окрашено
UA  Їдальня | Обережно, двері зачиняються
TR  Kebap Salonu | Atatürk Caddesi No 12 | Tel: 0224 221 46 15
TR  Girilmez | Araç çıkar
TR  Ekmek Fırını | Taze simit her sabah
EG  مطعم كشري | شارع طلعت حرب
EG  مخبز | ممنوع الانتظار
IL  מסעדה | רחוב דיזנגוף 99
TH  ร้านอาหาร | ถนนพระราม 4 | โทร. 02-234-5678
TH  ห้ามจอดรถ | ทางเข้า
VN  Cơm Phở | 25 đường Lê Lợi | ĐT: 0236 3821 234
VN  Cấm đỗ xe
IN  भोजनालय | रेलवे स्टेशन के सामने
HU  Étterem | Nyitva minden nap | Fő utca 12
HU  Pékség | Friss kenyér és péksütemény
HU  Vigyázat, a kutya harap
DE  Bäckerei Schmidt | Öffnungszeiten Montag bis Freitag
DE  Gasthof zum Hirschen | Tel. 08821 4567
DE  Betreten der Baustelle verboten | Eltern haften für ihre Kinder
AT  Konditorei | Kärntner Straße 12, 1010 Wien
FR  Boulangerie | Ouvert du mardi au dimanche
FR  Hôtel du Lion d'Or | 12 rue de la Gare 21000 Dijon
FR  Défense d'afficher | loi du 29 juillet 1881
ES  Panadería Hermanos García | Calle Mayor 5
ES  Restaurante El Puerto | Menú del día 9,50 € | Tel. 952 21 34 56
ES  Se alquila piso | razón portería
MX  Tortillería La Esperanza | Col. Centro | Guadalajara, Jal.
BR  Churrascaria Gaúcha | Av. Brasil 1500 | Tel. (51) 3221-4567
BR  Cuidado com o cão | Proibida a entrada
PT  Pastelaria Central | Rua de Santa Catarina 112 | Porto
CZ  Hospoda U Lípy | Otevřeno denně od 11 hodin
CZ  Pozor schod | Průchod zakázán
NL  Bakkerij van Dijk | Dorpsstraat 12 | maandag gesloten
NL  Fietsen plaatsen verboden
SE  Konditori | Öppet vardagar 7-18 | Storgatan 4
DK  Slagter Hansen | Lukket søndag
FI  Ravintola | Avoinna ma-pe 11-22 | Puh. 09 612 3456
NO  Bakeri | Stengt på søndager
RO  Restaurant Casa Veche | Str. Mihai Eminescu 10 | Tel. 0264 431 228
RO  Atenție, cad țurțuri
BG  Хлебарница | ул. Раковски 12 | Работно време
RS  Pekara | Radno vreme od 6 do 20 | Beograd
HR  Konoba Mate | Radno vrijeme | Split
GE  რესტორანი | რუსთაველის გამზირი
IR  رستوران | خیابان ولیعصر
ID  Warung Makan | Jl. Gatot Subroto 45 | Telp. (031) 827-1234
GB  Fish and Chips | Tel: 0113 245 6789
US  Joe's Diner | Springfield, Illinois
"""
