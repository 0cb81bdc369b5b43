"""What signs say in many languages: the words of shops, warnings, doors, roads and menus.

Each was written down from what such signs usually say, before any detector was asked. Names of
towns are left out: the gazetteer knows those.
"""

from __future__ import annotations

SIGNS = {
    "en": """
        No parking
        Fish and chips
        Mind the gap
        Please keep off the grass
        Pull
        Wet floor
        Opening hours Monday to Friday
        Staff only beyond this point
        Children under five must be accompanied by an adult""",
    "de": """
        Einfahrt freihalten
        Bäckerei
        Eingang
        Betreten der Baustelle verboten
        Heute geschlossen
        Ausgang
        Rauchen verboten
        Öffnungszeiten Montag bis Freitag
        Eltern haften für ihre Kinder""",
    "nl": """
        Verboden te parkeren
        Slagerij
        Uitgang
        Fietsen worden verwijderd
        Te koop
        Ingang
        Wegwerkzaamheden
        Openingstijden maandag tot en met vrijdag
        Hier geen afval neerzetten alstublieft""",
    "af": """
        Geen ingang
        Slaghuis
        Te huur
        Pasop vir die hond
        Uitgang
        Moenie hier parkeer nie
        Kerkdiens elke Sondag
        Oop Maandag tot Vrydag
        Gevaar bly weg van die kragdrade""",
    "sv": """
        Öppet alla dagar
        Järnvägsstation
        Utgång
        Rökning förbjuden
        Ingång från gården
        Badplats
        Privat område
        Välkommen till bokhandeln
        Parkering endast för besökande""",
    "no": """
        Røyking forbudt
        Utgang
        Velkommen til oss
        Åpent hver dag
        Parkering forbudt
        Gangvei
        Bakeri og konditori
        Adgang forbudt for uvedkommende
        Barn leker her kjør forsiktig""",
    "da": """
        Rygning forbudt
        Udgang
        Åbent alle dage
        Slagter
        Cykler fjernes uden varsel
        Indkørsel
        Legeplads
        Adgang forbudt for uvedkommende
        Vi holder lukket om søndagen""",
    "is": """
        Opið alla daga
        Bílastæði
        Bannað að reykja
        Útgangur
        Verið velkomin
        Sundlaug
        Aðgangur bannaður
        Bókabúð
        Vinsamlegast lokið hliðinu""",
    "fr": """
        Défense d'afficher
        Boulangerie
        Sortie
        Chien méchant
        Stationnement interdit
        Ouvert tous les jours
        À vendre
        Boucherie charcuterie
        Entrée interdite à toute personne étrangère au service""",
    "es": """
        Prohibido fumar
        Panadería
        Se vende
        Salida de emergencia
        Cerrado los domingos
        Cuidado con el perro
        Ferretería
        Peluquería de señoras
        Prohibida la entrada a toda persona ajena a la obra""",
    "pt": """
        Proibido estacionar
        Padaria
        Saída
        Vende-se
        Cuidado com o cão
        Aberto todos os dias
        Açougue
        Não pise na grama
        Sorria você está sendo filmado""",
    "ca": """
        Prohibit fumar
        Sortida
        Forn de pa
        Obert tots els dies
        Es lloga
        Entrada pel carrer del darrere
        Carnisseria
        No llenceu papers a terra
        Tancat per vacances""",
    "gl": """
        Prohibido aparcar nos xardíns
        Saída
        Peixaría
        Aberto todos os días
        Véndese
        Igrexa parroquial
        Praza de abastos
        Benvidos ao noso concello
        Prohibida a entrada ás persoas alleas á obra""",
    "it": """
        Vietato fumare
        Uscita
        Panificio
        Attenti al cane
        Chiuso per ferie
        Vendesi
        Divieto di sosta
        Macelleria
        È vietato calpestare le aiuole""",
    "ro": """
        Fumatul interzis
        Ieșire
        Brutărie
        De închiriat
        Atenție cad țurțuri
        Deschis zilnic
        Farmacie
        Accesul interzis persoanelor străine
        Nu călcați iarba""",
    "pl": """
        Zakaz parkowania
        Wyjście
        Piekarnia
        Uwaga zły pies
        Sklep spożywczy
        Czynne codziennie
        Do wynajęcia
        Przejście drugą stroną ulicy
        Nieupoważnionym wstęp wzbroniony""",
    "cs": """
        Zákaz kouření
        Východ
        Pekařství
        Pozor pes
        Otevřeno denně
        Vjezd zakázán
        Řeznictví a uzenářství
        Nepovolaným vstup zakázán
        Prodej jízdenek u řidiče""",
    "sk": """
        Zákaz fajčenia
        Východ
        Pekáreň
        Pozor zlý pes
        Otvorené každý deň
        Vjazd zakázaný
        Mäsiarstvo
        Nepovolaným vstup zakázaný
        Predaj cestovných lístkov""",
    "sl": """
        Prepovedano kaditi
        Izhod
        Pekarna
        Pozor hud pes
        Odprto vsak dan
        Prepovedan vstop
        Mesnica
        Nezaposlenim vstop prepovedan
        Prodaja vozovnic""",
    "sh": """
        Zabranjeno pušenje
        Izlaz
        Pekara
        Čuvaj se psa
        Otvoreno svaki dan
        Zabranjen ulaz
        Mesnica
        Nezaposlenima ulaz zabranjen
        Iznajmljujem sobe""",
    "hu": """
        Tilos a dohányzás
        Kijárat
        Pékség
        Vigyázat a kutya harap
        Nyitva minden nap
        Hentesáru
        Kiadó lakás
        Idegeneknek belépni tilos
        Jegypénztár a földszinten""",
    "fi": """
        Tupakointi kielletty
        Uloskäynti
        Leipomo
        Varo koiraa
        Avoinna joka päivä
        Pysäköinti kielletty
        Kirjakauppa
        Pääsy kielletty asiattomilta
        Myydään tuoretta kalaa""",
    "et": """
        Suitsetamine keelatud
        Väljapääs
        Pagariäri
        Ettevaatust kuri koer
        Avatud iga päev
        Parkimine keelatud
        Raamatupood
        Võõrastele sissepääs keelatud
        Anda üürile korter""",
    "lv": """
        Smēķēt aizliegts
        Izeja
        Maiznīca
        Uzmanību nikns suns
        Atvērts katru dienu
        Ieeja no pagalma
        Grāmatu veikals
        Nepiederošām personām ieeja aizliegta
        Izīrē dzīvokli""",
    "lt": """
        Rūkyti draudžiama
        Išėjimas
        Kepykla
        Atsargiai piktas šuo
        Dirbame kasdien
        Parduodama
        Knygynas
        Pašaliniams įeiti draudžiama
        Įėjimas iš kiemo""",
    "tr": """
        Sigara içilmez
        Çıkış
        Fırın
        Dikkat köpek var
        Her gün açık
        Park yapılmaz
        Satılık daire
        İnşaat sahasına girmek tehlikeli ve yasaktır
        Lütfen çimlere basmayınız""",
    "az": """
        Siqaret çəkmək qadağandır
        Çıxış
        Çörək evi
        Giriş qadağandır
        Hər gün açıqdır
        Kirayə verilir
        Dərman mağazası
        Uşaq bağçası
        Kənar şəxslərin daxil olması qadağandır""",
    "sq": """
        Ndalohet duhani
        Dalje
        Furrë buke
        Kujdes qenin
        Hapur çdo ditë
        Ndalim parkimi
        Shitet apartament
        Mish i freskët
        Ndalohet hyrja për personat e paautorizuar""",
    "eu": """
        Debekatuta erretzea
        Irteera
        Okindegia
        Kontuz txakurrarekin
        Egunero zabalik
        Harategia
        Salgai
        Udaletxea
        Ez zapaldu belarra""",
    "ga": """
        Ná caitear tobac
        Bealach amach
        Oifig an phoist
        Aire leanaí
        Géill slí
        Ar oscailt gach lá
        Scoil náisiúnta
        Fáilte go dtí an baile
        Ná páirceáil anseo""",
    "cy": """
        Dim ysmygu
        Allanfa
        Swyddfa'r post
        Gyrrwch yn ofalus
        Ar agor bob dydd
        Dim parcio
        Ysgol gynradd
        Croeso i Gymru
        Llwybr cyhoeddus""",
    "vi": """
        Cấm hút thuốc
        Lối ra
        Tiệm bánh mì
        Cẩn thận chó dữ
        Mở cửa hàng ngày
        Cấm đỗ xe
        Nhà thuốc
        Cho thuê nhà
        Không phận sự miễn vào""",
    "id": """
        Dilarang merokok
        Pintu keluar
        Toko roti
        Awas anjing galak
        Buka setiap hari
        Dilarang parkir di depan pintu
        Warung makan
        Rumah ini dijual
        Jagalah kebersihan buanglah sampah pada tempatnya""",
    "ms": """
        Dilarang merokok
        Keluar
        Kedai runcit
        Awas anjing garang
        Kedai gunting rambut
        Dilarang meletak kenderaan di sini
        Tempat letak kereta
        Untuk dijual
        Kawasan larangan masuk tanpa kebenaran""",
    "tl": """
        Bawal manigarilyo
        Labasan
        Bawal tumawid
        Mag-ingat sa aso
        Bukas araw-araw
        Bawal pumarada dito
        Tindahan ng gulay
        Huwag magtapon ng basura dito
        Bawal umihi dito""",
    "sw": """
        Hakuna kuvuta sigara
        Mlango wa kutokea
        Duka la dawa
        Karibu sana
        Mbwa mkali
        Hapa kuna nyumba inauzwa
        Shule ya msingi
        Usitupe takataka hapa
        Hairuhusiwi kuingia bila ruhusa""",
}


def signs() -> list[tuple[str, str]]:
    """Pairs of language and sign."""
    return [
        (language, line.strip())
        for language, text in SIGNS.items()
        for line in text.splitlines()
        if line.strip()
    ]
