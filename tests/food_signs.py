"""What shops, bakeries, markets and restaurants have on their signs at home.

They were written down before a rule was weighed on them. Every other sign of each kind, from the
first, is to tune on, the others are to judge on. A bar stands between lines.
"""

from __future__ import annotations

# With nothing but what is sold and words of the language.
PLAIN = """
TR  EKMEK FIRINI | Simit Poğaça
TR  ŞARKÜTERİ | Peynir Zeytin Yumurta | Köy Ürünleri
IT  MACELLERIA | Carni scelte di produzione propria
IT  ORTOFRUTTA | Frutta e verdura di stagione
ES  CARNICERÍA CHARCUTERÍA | Embutidos caseros
ES  FRUTERÍA | Fruta y verdura del día
FR  BOUCHERIE CHARCUTERIE | Volailles fermières
FR  ARTISAN BOULANGER | Pain cuit au feu de bois
DE  METZGEREI | Wurst aus eigener Schlachtung
DE  HOFLADEN | Frische Eier Kartoffeln Spargel
PL  SKLEP SPOŻYWCZY | Mięso Wędliny Nabiał
PL  PIEKARNIA | Świeże pieczywo z własnego wypieku
CZ  ŘEZNICTVÍ UZENÁŘSTVÍ | Domácí klobásy
CZ  PEKAŘSTVÍ | Čerstvé pečivo každý den
HU  HÚSBOLT | Friss hús és házi kolbász
HU  ZÖLDSÉG GYÜMÖLCS | Termelői méz
RO  BRUTĂRIE | Pâine caldă și covrigi
RO  CARMANGERIE | Produse proaspete din carne
SE  BAGERI | Nybakat bröd och kanelbullar
SE  FISKAFFÄR | Färsk fisk och rökt lax
NL  SLAGERIJ | Vers vlees en vleeswaren
NL  KAASWINKEL | Boerenkaas van eigen boerderij
PT  TALHO | Carnes frescas e enchidos
PT  PADARIA | Pão quente a toda a hora
GR  ΚΡΕΟΠΩΛΕΙΟ | Φρέσκα κρέατα ημέρας
GR  ΑΡΤΟΠΟΙΕΙΟ | Ψωμί Κουλούρια Τυρόπιτες
RU  ПРОДУКТЫ | Хлеб Молоко Мясо
RU  ПЕКАРНЯ | Свежая выпечка каждый день
JP  八百屋 | 新鮮な野菜と果物
JP  パン屋 | 焼きたてパンあります
KR  정육점 | 국내산 한우 돼지고기
KR  떡집 | 떡 주문 받습니다
TH  ร้านก๋วยเตี๋ยว | เปิดทุกวัน
TH  ข้าวแกง | อาหารตามสั่ง
VN  Bún Bò | Phở Tái | Cơm Tấm
VN  TẠP HÓA | Gạo Nước mắm Trứng gà
ID  TOKO ROTI | Roti tawar dan kue basah
ID  Sedia nasi uduk dan gorengan
FI  LEIPOMO | Tuoretta ruisleipää ja pullaa
FI  KALAKAUPPA | Tuoretta kalaa joka päivä
DK  BAGER | Friskbagt brød og kager
DK  GÅRDBUTIK | Nye kartofler og jordbær
"""

# With a telephone, a street or hours.
ADDRESSED = """
TR  LOKANTA | Günün Çorbası | Cumhuriyet Cad. No: 8
TR  PASTANE | Açık 07:00 - 23:00 | Tel: 0312 425 11 22
IT  PESCHERIA | Pesce fresco | Via Cavour 21
IT  ROSTICCERIA | Aperto tutti i giorni | Tel. 081 556 1234
DE  FLEISCHEREI | Mittagstisch | Mo-Fr 8-18 Uhr
DE  GASTSTÄTTE | Durchgehend warme Küche | Lindenstraße 4
FR  CRÊPERIE | Ouvert tous les jours | 02 98 44 12 34
FR  POISSONNERIE | 14 rue du Port
ES  CHURRERÍA | Abierto de 7 a 13 horas
ES  MARISQUERÍA | Calle del Mar 8 | Tel. 956 21 34 56
PL  BAR MLECZNY | Obiady domowe | czynne 8-18
PL  CUKIERNIA | ul. Długa 15 | tel. 58 301 22 33
HU  CUKRÁSZDA | Nyitva: 10-19 | Petőfi utca 6
HU  LÁNGOS | Nyitva tartás hétfőtől szombatig
RU  КАФЕ | Комплексные обеды | с 9 до 21
RU  МЯСО РЫБА | ул. Ленина 44
KR  분식 | 떡볶이 김밥 | 031-256-7788
JP  そば処 | 定休日 水曜日
BR  PADARIA | Pão francês | Rua XV de Novembro 210
BR  AÇOUGUE | Aberto aos domingos | (11) 3862-1234
"""
