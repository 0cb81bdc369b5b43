"""Signs of two and three words in languages that are hard to tell from their neighbours.

Each was written down from what such signs usually say, before any detector was asked.
"""

from __future__ import annotations

SIGNS = """
pt Proibido estacionar
pt Entrada proibida
pt Saída de emergência
pt Não fumar
pt Empurre a porta
pt Piso molhado
pt Aluga-se quarto
pt Aberto todos os dias
pt Cuidado com o cão
pt Uso obrigatório
es Prohibido estacionar
es Entrada prohibida
es Salida de emergencia
es No fumar
es Empuje la puerta
es Piso mojado
es Se alquila cuarto
es Abierto todos los días
es Cuidado con el perro
es Uso obligatorio

da Døgnet rundt
da Adgang forbudt
da Parkering forbudt
da Ingen adgang
da Rygning forbudt
da Åbent alle dage
da Pas på hunden
da Til leje
da Kun for beboere
no Åpent hele døgnet
no Adgang forbudt for uvedkommende
no Parkering forbudt
no Ingen adgang
no Røyking forbudt
no Åpent alle dager
no Vokt dem for hunden
no Til leie
no Kun for beboere
sv Öppet dygnet runt
sv Tillträde förbjudet
sv Parkering förbjuden
sv Ingen infart
sv Rökning förbjuden
sv Öppet alla dagar
sv Varning för hunden
sv Uthyres
sv Endast boende

nl Verboden toegang
nl Niet roken
nl Te huur
nl Pas op de hond
nl Nooduitgang vrijhouden
nl Zondag gesloten
nl Open alle dagen
de Betreten verboten
de Nicht rauchen
de Zu vermieten
de Vorsicht bissiger Hund
de Notausgang freihalten
de Sonntag geschlossen
de Täglich geöffnet
af Geen toegang
af Moenie rook nie
af Te huur aangebied
af Pasop vir die hond
af Hou nooduitgang oop
af Sondag gesluit
af Oop elke dag

cs Zákaz vstupu
cs Zákaz kouření
cs Pozor pes
cs Nouzový východ
cs Otevřeno denně
cs K pronájmu
cs Pouze pro zákazníky
cs Úřední hodiny
cs Městský úřad
cs Zákaz parkování
sk Zákaz vstupu
sk Zákaz fajčenia
sk Pozor zlý pes
sk Núdzový východ
sk Otvorené denne
sk Na prenájom
sk Len pre zákazníkov
sk Úradné hodiny
sk Mestský úrad
sk Zákaz parkovania

sh Zabranjen pristup
sh Zabranjeno pušenje
sh Čuvaj se psa
sh Izlaz u slučaju nužde
sh Otvoreno svaki dan
sh Iznajmljuje se stan
sh Samo za kupce
sh Radno vreme
sh Zabranjeno parkiranje
sl Vstop prepovedan
sl Kajenje prepovedano
sl Pozor hud pes
sl Izhod v sili
sl Odprto vsak dan
sl Oddamo stanovanje
sl Samo za stranke
sl Delovni čas
sl Parkiranje prepovedano

id Dilarang parkir
id Dilarang merokok
id Pintu darurat
id Dilarang masuk
id Buka setiap hari
id Awas anjing galak
id Disewakan rumah
id Khusus karyawan
id Jagalah kebersihan
id Kantor desa
ms Dilarang meletak kenderaan
ms Dilarang merokok
ms Pintu kecemasan
ms Dilarang masuk
ms Buka setiap hari
ms Awas anjing garang
ms Rumah untuk disewa
ms Kakitangan sahaja
ms Jagalah kebersihan
ms Pejabat pos

ro Intrarea interzisă
ro Fumatul interzis
ro Ieșire de urgență
ro De închiriat
ro Deschis zilnic
ro Atenție câine rău
ro Parcare interzisă
ro Numai pentru clienți
ro Program de lucru
ro Casă de vânzare
it Vietato entrare
it Vietato fumare
it Uscita di emergenza
it Affittasi camere
it Aperto tutti i giorni
it Attenti al cane
it Divieto di sosta
it Solo per clienti
it Orario di apertura
it Osteria da Mario

fi Pääsy kielletty
fi Tupakointi kielletty
fi Avoinna joka päivä
fi Varokaa koiraa
fi Vuokrataan asunto
fi Pysäköinti kielletty
fi Vain asiakkaille
fi Vapaa pääsy
fi Suljettu sunnuntaisin
fi Hätäpoistumistie
et Sissepääs keelatud
et Suitsetamine keelatud
et Avatud iga päev
et Kuri koer
et Anda üürile korter
et Parkimine keelatud
et Ainult klientidele
et Vaba sissepääs
et Pühapäeval suletud
et Avariiväljapääs
"""


def near_signs() -> list[tuple[str, str]]:
    """Pairs of language (ISO 639) and sign."""
    rows = (line.partition(" ") for line in SIGNS.splitlines() if line)
    return [(language, text) for language, _, text in rows]
