"""Signs of two and three words in languages that are hard to tell from their neighbours.

Each was written down from what such signs usually say, before any detector was asked.
"""

from __future__ import annotations

GROUPS = (
    {
        "pt": "Proibido estacionar|Entrada proibida|Saída de emergência|Não fumar|Empurre a porta"
        "|Piso molhado|Aluga-se quarto|Aberto todos os dias|Cuidado com o cão|Uso obrigatório",
        "es": "Prohibido estacionar|Entrada prohibida|Salida de emergencia|No fumar|Empuje la puerta"
        "|Piso mojado|Se alquila cuarto|Abierto todos los días|Cuidado con el perro|Uso obligatorio",
    },
    {
        "da": "Døgnet rundt|Adgang forbudt|Parkering forbudt|Ingen adgang|Rygning forbudt"
        "|Åbent alle dage|Pas på hunden|Til leje|Kun for beboere",
        "no": "Åpent hele døgnet|Adgang forbudt for uvedkommende|Parkering forbudt|Ingen adgang"
        "|Røyking forbudt|Åpent alle dager|Vokt dem for hunden|Til leie|Kun for beboere",
        "sv": "Öppet dygnet runt|Tillträde förbjudet|Parkering förbjuden|Ingen infart"
        "|Rökning förbjuden|Öppet alla dagar|Varning för hunden|Uthyres|Endast boende",
    },
    {
        "nl": "Verboden toegang|Niet roken|Te huur|Pas op de hond|Nooduitgang vrijhouden"
        "|Zondag gesloten|Open alle dagen",
        "de": "Betreten verboten|Nicht rauchen|Zu vermieten|Vorsicht bissiger Hund"
        "|Notausgang freihalten|Sonntag geschlossen|Täglich geöffnet",
        "af": "Geen toegang|Moenie rook nie|Te huur aangebied|Pasop vir die hond"
        "|Hou nooduitgang oop|Sondag gesluit|Oop elke dag",
    },
    {
        "cs": "Zákaz vstupu|Zákaz kouření|Pozor pes|Nouzový východ|Otevřeno denně|K pronájmu"
        "|Pouze pro zákazníky|Úřední hodiny|Městský úřad|Zákaz parkování",
        "sk": "Zákaz vstupu|Zákaz fajčenia|Pozor zlý pes|Núdzový východ|Otvorené denne|Na prenájom"
        "|Len pre zákazníkov|Úradné hodiny|Mestský úrad|Zákaz parkovania",
    },
    {
        "sh": "Zabranjen pristup|Zabranjeno pušenje|Čuvaj se psa|Izlaz u slučaju nužde"
        "|Otvoreno svaki dan|Iznajmljuje se stan|Samo za kupce|Radno vreme|Zabranjeno parkiranje",
        "sl": "Vstop prepovedan|Kajenje prepovedano|Pozor hud pes|Izhod v sili|Odprto vsak dan"
        "|Oddamo stanovanje|Samo za stranke|Delovni čas|Parkiranje prepovedano",
    },
    {
        "id": "Dilarang parkir|Dilarang merokok|Pintu darurat|Dilarang masuk|Buka setiap hari"
        "|Awas anjing galak|Disewakan rumah|Khusus karyawan|Jagalah kebersihan|Kantor desa",
        "ms": "Dilarang meletak kenderaan|Dilarang merokok|Pintu kecemasan|Dilarang masuk"
        "|Buka setiap hari|Awas anjing garang|Rumah untuk disewa|Kakitangan sahaja"
        "|Jagalah kebersihan|Pejabat pos",
    },
    {
        "ro": "Intrarea interzisă|Fumatul interzis|Ieșire de urgență|De închiriat|Deschis zilnic"
        "|Atenție câine rău|Parcare interzisă|Numai pentru clienți|Program de lucru|Casă de vânzare",
        "it": "Vietato entrare|Vietato fumare|Uscita di emergenza|Affittasi camere|Aperto tutti i giorni"
        "|Attenti al cane|Divieto di sosta|Solo per clienti|Orario di apertura|Osteria da Mario",
    },
    {
        "fi": "Pääsy kielletty|Tupakointi kielletty|Avoinna joka päivä|Varokaa koiraa|Vuokrataan asunto"
        "|Pysäköinti kielletty|Vain asiakkaille|Vapaa pääsy|Suljettu sunnuntaisin|Hätäpoistumistie",
        "et": "Sissepääs keelatud|Suitsetamine keelatud|Avatud iga päev|Kuri koer|Anda üürile korter"
        "|Parkimine keelatud|Ainult klientidele|Vaba sissepääs|Pühapäeval suletud|Avariiväljapääs",
    },
)


def near() -> list[tuple[str, str, frozenset[str]]]:
    """Language, sign, and all languages in which such a sign is written the same."""
    found: list[tuple[str, str, frozenset[str]]] = []
    for group in GROUPS:
        listed = {language: signs.split("|") for language, signs in group.items()}
        for language, signs in listed.items():
            for sign in signs:
                same = frozenset(code for code, others in listed.items() if sign in others)
                found.append((language, sign, same))
    return found
