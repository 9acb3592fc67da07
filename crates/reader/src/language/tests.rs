//! Which texts are told to be in another language.

use super::foreign;

const FOREIGN: [(&str, &str); 18] = [
    (
        "French",
        "Le gouvernement de Ruritanie a annoncé lundi que les pourparlers avec la Freedonie reprendraient la semaine prochaine dans la capitale.",
    ),
    (
        "German",
        "Die Regierung von Ruritanien teilte am Montag mit, dass die Gespräche mit Freedonien in der nächsten Woche fortgesetzt werden sollen.",
    ),
    (
        "Spanish",
        "El gobierno de Ruritania anunció el lunes que las conversaciones con Freedonia se reanudarán la próxima semana en la capital del país.",
    ),
    (
        "Italian",
        "Il governo della Ruritania ha annunciato lunedì che i colloqui con la Freedonia riprenderanno la prossima settimana nella capitale.",
    ),
    (
        "Portuguese",
        "O governo da Ruritânia anunciou na segunda-feira que as conversações com a Freedônia serão retomadas na próxima semana na capital.",
    ),
    (
        "Dutch",
        "De regering van Ruritanië heeft maandag bekendgemaakt dat de gesprekken met Freedonië volgende week in de hoofdstad worden hervat.",
    ),
    (
        "Polish",
        "Rząd Rurytanii ogłosił w poniedziałek, że rozmowy z Freedonią zostaną wznowione w przyszłym tygodniu w stolicy kraju.",
    ),
    (
        "Turkish",
        "Ruritanya hükümeti pazartesi günü yaptığı açıklamada Freedonya ile görüşmelerin gelecek hafta başkentte yeniden başlayacağını duyurdu.",
    ),
    (
        "Swedish",
        "Ruritaniens regering meddelade på måndagen att samtalen med Freedonien kommer att återupptas nästa vecka i landets huvudstad.",
    ),
    (
        "Finnish",
        "Ruritanian hallitus ilmoitti maanantaina, että neuvottelut Freedonian kanssa jatkuvat ensi viikolla maan pääkaupungissa.",
    ),
    (
        "Hungarian",
        "Ruritánia kormánya hétfőn bejelentette, hogy a Freedóniával folytatott tárgyalások a jövő héten folytatódnak a fővárosban.",
    ),
    (
        "Vietnamese",
        "Chính phủ Ruritania hôm thứ Hai thông báo rằng các cuộc đàm phán với Freedonia sẽ được nối lại vào tuần tới tại thủ đô.",
    ),
    (
        "Russian",
        "Правительство Руритании сообщило в понедельник, что переговоры с Фридонией возобновятся на следующей неделе.",
    ),
    (
        "Arabic",
        "أعلنت حكومة روريتانيا يوم الاثنين أن المحادثات مع فريدونيا ستستأنف الأسبوع المقبل في العاصمة.",
    ),
    ("Mandarin", "鲁里坦尼亚政府周一宣布，与弗里多尼亚的会谈将于下周在首都恢复。"),
    ("Japanese", "ルリタニア政府は月曜日、フリードニアとの協議を来週首都で再開すると発表した。"),
    (
        "Greek",
        "Η κυβέρνηση της Ρουριτανίας ανακοίνωσε τη Δευτέρα ότι οι συνομιλίες θα συνεχιστούν την επόμενη εβδομάδα.",
    ),
    ("Hebrew", "ממשלת רוריטניה הודיעה ביום שני כי השיחות עם פרידוניה יתחדשו בשבוע הבא בעיר הבירה."),
];

const ENGLISH: [&str; 42] = [
    "Quake hits Ruritania.",
    "STRELSAU, March 3 (Agency) - Three killed.",
    "THE GOVERNMENT OF RURITANIA SAID ON MONDAY THAT TALKS WITH FREEDONIA WOULD RESUME NEXT WEEK IN THE CAPITAL.",
    "RURITANIA FREEDONIA TALKS RESUME MONDAY STRELSAU CAPITAL MINISTERS EXPECTED BORDER TRADE FISHING QUOTAS AGENDA",
    "Ruritania 3, Freedonia 2; Sylvania 1, Strelsau United 0; Zenda Rovers 4, Hentzau 4; Bauer 5-7 6-3 6-4 Krafstein",
    "Rudolf Rassendyll, Rupert Hentzau, Flavia Elphberg, Fritz von Tarlenheim, Antoinette de Mauban, Michael Strelsau",
    "1. Jean-Pierre Dupont (France) 2:11:03; 2. Juan García Pérez (Spain) 2:11:40; 3. Giovanni Bianchi (Italy) 2:12:02",
    "\"Nous ne quitterons pas cette table sans un accord,\" he said after the meeting, which lasted until dawn.",
    "The minister said: \"Je ne suis pas d'accord avec cette proposition, et je l'ai dit à mes collègues ce matin.\"",
    "President Luiz Inácio Lula da Silva met José Manuel Durão Barroso, João Lourenço and Marcelo Rebelo de Sousa.",
    "Shares in Volkswagen, Deutsche Bank, Münchener Rück, Bayerische Motoren Werke and Süddeutsche Zucker fell.",
    "Results: Bayern München 2 Borussia Mönchengladbach 1; Real Sociedad 0 Atlético de Madrid 0; Fenerbahçe 1 Beşiktaş 3",
    "Gold 1,845.20 Silver 23.11 Copper 3.82 Brent 81.40 WTI 76.93 Wheat 602.25 Corn 488.50 Soybeans 1,341.00 Cotton 84",
    "Strelsau: rain, 12. Zenda: sun, 18. Hofbau: fog, 9. Krafstein: showers, 14. Tarlenheim: cloudy, 11. Festenburg: snow.",
    "Police arrest 12 in Strelsau raids",
    "Ruritania's Elphberg wins Zenda by-election; Hentzau concedes; Sapt named interim chief; markets steady; krone firms",
    "Le Monde, El País, La Repubblica and the Süddeutsche Zeitung all led with the story on Monday morning.",
    "Died: Josef Krafstein, 81, novelist, in Strelsau. Born: twins to Princess Flavia. Married: Anton Lauengram, Helga Strofzin.",
    "KILLED: 12 SOLDIERS, 3 CIVILIANS. WOUNDED: 48. MISSING: 7. SOURCE: RURITANIAN DEFENCE MINISTRY, STRELSAU.",
    "Al-Quds al-Arabi, Asharq al-Awsat and Al-Hayat reported that Abd al-Rahman ibn Khalid al-Faisal had left Sanaa.",
    "Ho Chi Minh City and Da Nang police met Nguyen Van Thieu, Tran Van Huong and Duong Van Minh near Bien Hoa.",
    "No comment, says Hentzau.",
    "LIVE: Ruritania v Freedonia. 1' Kick-off. 12' Bauer shoots wide. 34' Goal! Hofmann. 45' Half-time. 90' Full-time: 1-0.",
    "Reuters. AFP. AP. Xinhua. TASS. DPA. ANSA. EFE. Kyodo. Yonhap. PTI. APA. Belga. Lusa. NTB. Ritzau. TT. STT. MTI.",
    "El Niño rains flood Santa Cruz de la Sierra, La Paz, Cochabamba and San José de Chiquitos, leaving 12,000 homeless.",
    "Schools closed. Roads blocked. Power out. Phones dead. Shops shut. Trains halted. Flights cancelled. Troops deployed.",
    "Opposition leader Rupert Hentzau arrested Strelsau airport Sunday night, spokesman says, hours before planned rally",
    "Tour de Ruritanie, stage 4, Strelsau-Zenda, 182 km: 1. Van der Berg 4h 12m 3s; 2. Lefèvre same time; 3. Martínez +2s",
    "Zlatko Kovačević, Dragan Petrović, Milorad Jovanović and Slobodan Nikolić were detained in Banja Luka on Tuesday.",
    "The Bundesverfassungsgericht in Karlsruhe rejected the Bundesregierung's Klimaschutzgesetz on Thursday, lawyers said.",
    "Ruritanian krone 7.41 vs dollar; 8.02 vs euro; bonds little changed; central bank holds rate 4.25 pct; inflation 3.1 pct",
    "Fishermen protest quotas; farmers block ports; teachers strike third day; minister resigns; parliament recalled Friday",
    "BREAKING: Explosion near Strelsau station, casualties reported, police say; services suspended; more follows shortly",
    "SOLDIERS ENTER ZENDA; CIVILIANS FLEE; HOSPITALS OVERWHELMED; TALKS COLLAPSE; UNITED NATIONS COUNCIL MEETS TONIGHT",
    "Menu: coq au vin, boeuf bourguignon, crème brûlée, pâté de campagne, soupe à l'oignon; guests praised chefs lavishly",
    "Fact box: population 4.1 million; area 28,300 sq km; capital Strelsau; currency krone; languages German, Ruritanian.",
    "Nominees: best film, \"La vita è bella\"; best director, Núria Espert; best score, \"Les choristes\"; best actor, none named",
    "Hentzau: no. Rassendyll: yes. Sapt: yes. Flavia: abstain. Tarlenheim: yes. Bersonin: no. De Gautet: no. Detchard: no.",
    "Gov't, rebels agree truce; UN welcomes; EU, US cautious; fighting continues near Zenda, Hofbau; aid convoys delayed",
    "Wir schaffen das, Merkel told reporters in Berlin in 2015; the phrase came to stand for her refugee policy.",
    "Il presidente della Repubblica, as Italians call their head of state, will receive the party leaders on Tuesday.",
    "Pt 1/3 stocks mixed midday trading; banks, miners lead; telecoms lag; volumes thin ahead of Strelsau holiday weekend",
];

#[test]
fn other_languages_are_named() {
    for (name, text) in FOREIGN {
        assert_eq!(foreign(text, None), Some(name), "{text}");
    }
}

#[test]
fn odd_english_stays() {
    for text in ENGLISH {
        assert_eq!(foreign(text, None), None, "{text}");
        assert_eq!(foreign(text, Some("en-GB")), None, "{text}");
    }
}

#[test]
fn in_capitals_a_language_is_known_too() {
    assert_eq!(foreign(&FOREIGN[0].1.to_uppercase(), None), Some("French"));
}

#[test]
fn mixed_texts_stay() {
    let mixed = format!(
        "{}\n\n{}",
        FOREIGN[0].1, "The government said that talks with the neighbours would resume next week."
    );
    assert_eq!(foreign(&mixed, None), None);
    let alphabets = format!(
        "{}\n\n{}",
        FOREIGN[12].1, "The government said that talks with the neighbours would resume next week."
    );
    assert_eq!(foreign(&alphabets, None), None);
}

#[test]
fn short_texts_stay_unless_their_letters_are_others() {
    assert_eq!(foreign("Le gouvernement a démissionné.", None), None);
    assert_eq!(foreign("Землетрясение в Руритании.", None), Some("Russian"));
    assert_eq!(foreign("", None), None);
    assert_eq!(foreign("12 345", None), None);
}
