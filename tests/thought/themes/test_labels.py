"""The shipped themes, headline by headline, in the languages that the channel reads: which labels a reader would give.

A row is: language | headline | themes that must fire | themes that may. No other may fire: an empty third cell is ordinary
news. Every headline is our own, written before anybody looked at what fires; a miss here is news that a reader waits for.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from bot.settings.load import load
from bot.themes.match import Matcher
from tests.thought.themes.kit import news

CONFIG = Path(__file__).parents[3] / "config"
ROWS = """
en | Kim pens warm note to Putin on Russia's national holiday, pledges to stand by Moscow "forever" | letters ideology |
en | Pyongyang wishes Putin good health as he turns 73 | letters | ideology
it | Kim manda un biglietto a Putin per il Capodanno: «Uniti nel sangue e nelle trincee» | letters ideology | troops
de | Kim Jong Un übermittelt Putin Neujahrsgrüße | letters | ideology
fr | Kim Jong-un adresse ses condoléances à Poutine après l'attentat de Moscou | letters |
es | Kim envía a Putin un mensaje de felicitación por el Día de la Victoria | letters | ideology
pt | Líder norte-coreano parabeniza Putin pela reeleição | letters |
pl | Kim Dzong Un złożył życzenia Putinowi z okazji urodzin | letters | ideology
cs | Kim poslal Putinovi blahopřání k narozeninám | letters | ideology
nl | Kim Jong-un feliciteert Poetin met zijn verjaardag | letters | ideology
sv | Kim Jong-Un gratulerar Putin på födelsedagen | letters | ideology
da | Kim Jong-un sender lykønskning til Putin | letters |
no | Kim sender nyttårshilsen til Putin | letters |
ro | Kim Jong-un i-a trimis lui Putin o scrisoare de Anul Nou | letters |
ru | Путин поблагодарил Ким Чен Ына за поздравления с Днем России | letters | ideology
uk | Кім Чен Ин надіслав Путіну листа зі словами підтримки | letters | ideology
tr | Kim Jong-un'dan Putin'e yeni yıl mektubu | letters |
ar | كيم جونغ أون يهنئ بوتين بعيد ميلاده | letters | ideology
fa | کیم جونگ اون برای پوتین پیام تسلیت فرستاد | letters |
vi | Ông Kim Jong-un gửi điện mừng sinh nhật Tổng thống Putin | letters | ideology
ko | 푸틴, 김정은에 새해 연하장…"파병 감사" | letters troops | ideology
ja | 金正恩氏、プーチン氏に誕生日の祝電 | letters | ideology
zh | 金正恩就恐怖袭击向普京致慰问电 | letters |
en | Kim boards armoured train for rendezvous with Putin in Russian Far East | summits |
en | Russian security chief holds hours of closed-door talks in Pyongyang | summits |
it | Il ministro della Difesa russo Belousov atterra a Pyongyang | summits |
it | Putin e Kim al telefono prima del vertice in Alaska | summits |
de | Russlands Kulturministerin zu Gast in Nordkorea | summits |
fr | Le chef de la diplomatie russe reçu par Kim Jong-un à Wonsan | summits |
es | Kim Jong-un brinda con Putin en el cosmódromo de Vostochni | summits |
pl | Szefowa dyplomacji Korei Północnej rozmawiała na Kremlu z Putinem | summits |
cs | Šojgu znovu zamířil do Pchjongjangu, jednal s Kimem | summits |
nl | Poetin onthaald met rode loper in Pyongyang | summits |
sv | Lavrov på plats i Nordkorea för samtal | summits |
no | Kim Jong-un på vei til Russland med tog | summits |
da | Putin lander i Nordkorea for første gang i 24 år | summits |
ru | Глава МИД КНДР прилетела во Владивосток | summits |
uk | Шойгу терміново вилетів до Пхеньяна | summits |
tr | Rusya Dışişleri Bakanı Lavrov Kuzey Kore'de | summits |
ar | بوتين يستقبل كيم جونغ أون في قاعدة فوستوشني الفضائية | summits |
fa | لاوروف وارد پیونگ یانگ شد | summits |
vi | Ngoại trưởng Nga Lavrov tới Bình Nhưỡng | summits |
ko | 쇼이구, 두 달 만에 또 평양행…김정은 예방 | summits |
ja | ラブロフ外相が訪朝、崔善姫氏と会談へ | summits |
zh | 普京与金正恩通电话 | summits |
ro | Vladimir Putin, primit la Phenian cu onoruri militare | summits |
en | Kim hugs widows of men who perished fighting for Russia | troops |
en | Ukraine says two North Koreans taken alive near Kursk front | troops |
it | Kim accoglie i genieri rientrati dalla Russia | troops |
it | Seul: altri seimila nordcoreani al fronte accanto ai russi | troops |
de | Nordkoreanische Minenräumer in Kursk im Einsatz | troops |
fr | Pyongyang va dépêcher des milliers d'ouvriers militaires en Russie | troops | economy
es | Inteligencia surcoreana cifra en 2.000 los norcoreanos caídos por Rusia | troops |
pt | Coreia do Norte manda mais 6 mil homens para reconstruir Kursk | troops |
pl | Północnokoreańczycy polegli pod Kurskiem pochowani w Pjongjangu | troops |
cs | Severokorejské elitní jednotky se přesunují k ukrajinské hranici | troops |
nl | Noord-Koreanen sneuvelen bij bosjes aan het front in Koersk | troops |
sv | Nordkoreas specialförband redo för strid vid Kursk | troops |
ru | Герои Курска вернулись в Пхеньян: Ким Чен Ын наградил участников боев | troops | ideology
uk | Бійці ССО взяли в полон північнокорейця на Курщині | troops |
tr | Kuzey Kore'den Kursk'a 5 bin istihkamcı | troops |
ar | زيلينسكي: أسر جنديين من كوريا الشمالية في كورسك | troops |
vi | Binh sĩ Triều Tiên rà mìn ở Kursk | troops |
ko | 우크라 "생포 북한군 2명 한국행 희망" | troops |
ja | 北朝鮮工兵部隊がクルスクから帰還、金正恩氏が出迎え | troops |
zh | 朝鲜工兵团从俄罗斯凯旋 金正恩亲自迎接 | troops |
en | Russia firing North Korean-made Koksan guns near Ukraine's border | arms |
en | Half of Moscow's shells now come from Pyongyang, says Budanov | arms |
it | Frammenti di missile Hwasong-11 a Kharkiv: «È nordcoreano» | arms |
de | Ukraine: Nordkoreanische Streumunition an russischer Drohne entdeckt | arms |
fr | Corée du Nord : 20 000 conteneurs d'armes expédiés vers la Russie, selon Séoul | arms |
es | Corea del Norte ha enviado nueve millones de proyectiles a Rusia | arms |
ru | Буданов: КНДР поставляет 40% боеприпасов российской армии | arms |
uk | Росія вдарила по Києву ракетою KN-23 північнокорейського виробництва | arms |
ko | 국방부 "북, 러에 포탄 1200만발 이상 보낸 듯" | arms |
ja | 北朝鮮製ミサイルでキーウ攻撃か ウクライナ当局 | arms |
zh | 韩情报机构：朝鲜向俄输送两百余门远程火炮 | arms |
tr | Kuzey Kore Rusya'ya balistik füze sattı | arms |
en | Washington blacklists Russian lender over Pyongyang payments | sanctions | economy
en | Moscow shuts down the UN watchdog that policed Pyongyang embargo | sanctions |
it | Il Tesoro Usa colpisce i banchieri nordcoreani che lavorano in Russia | sanctions | economy
de | Elf Staaten legen Bericht über Verstöße Nordkoreas gegen UN-Sanktionen vor | sanctions |
fr | La Russie met fin à la surveillance des sanctions visant Pyongyang | sanctions |
ru | Небензя: режим санкций против КНДР пора пересмотреть | sanctions |
uk | Росія заблокувала роботу експертів ООН, що стежили за санкціями проти КНДР | sanctions |
ko | 러, 안보리서 대북제재 완화 주장 | sanctions |
ja | 対北朝鮮制裁の監視パネル、ロシアの拒否権で終了 | sanctions |
zh | 俄罗斯否决延长对朝鲜制裁专家小组授权 | sanctions |
en | First direct Moscow-Pyongyang flight in decades takes off | economy |
en | Russia pumps record fuel into North Korea despite UN cap | economy sanctions |
it | Ponte sul Tumen, la Russia: pronto entro il 2026 | economy |
de | Russen dürfen wieder in Nordkorea Urlaub machen | economy |
es | Rusia y Corea del Norte estrenan ruta ferroviaria | economy |
pl | Rosyjscy turyści wracają do kurortu w Wonsanie | economy |
cs | Rusko láká severokorejské dělníky na stavby | economy | troops
ru | Первый поезд Пхеньян - Москва прибыл на Ярославский вокзал | economy |
uk | КНДР постачатиме робочу силу для заводу дронів в Алабузі | economy troops | arms
ko | 러시아 관광객, 원산 갈마지구 첫 방문 | economy |
zh | 平壤至莫斯科直航航班开通 | economy |
ja | ロシアと北朝鮮を結ぶ国際列車が5年ぶり再開 | economy |
en | Seoul suspects Russia handed reactor modules to Pyongyang's navy | technology |
it | Sottomarino atomico di Kim: l'ombra della Russia | technology |
de | Mögliche russische Reaktortechnik für Nordkoreas U-Boot | technology |
fr | Moscou aurait aidé Pyongyang à mettre au point un satellite espion | technology |
ru | Сеул заподозрил Москву в передаче КНДР ядерного реактора для подлодки | technology |
ko | 러, 북한 정찰위성 기술 지원 의혹 | technology |
ja | ロシア、北朝鮮に原潜技術を供与した可能性 韓国軍 | technology |
uk | Росія допомагає КНДР із космічною програмою, заявив Блінкен | technology |
en | Kim swears eternal loyalty to Russia in its "holy" fight with the West | ideology |
it | Kim: «La Russia vincerà, la Corea sarà sempre al suo fianco» | ideology |
de | Kim sagt Moskau Beistand bis zum Sieg zu | ideology |
es | Kim Jong-un ratifica su respaldo total a Moscú en la guerra | ideology |
ru | Ким Чен Ын: Пхеньян всегда будет на стороне Москвы в священной борьбе | ideology |
uk | Кім пообіцяв Путіну стояти пліч-о-пліч у «священній війні» | ideology | summits
ko | 김정은 "러시아의 성스러운 위업 끝까지 지지" | ideology |
ja | 金正恩氏「ロシアの正義の闘いを常に支持」 | ideology |
zh | 朝鲜称将永远同俄罗斯站在一起 | ideology |
en | Seoul summons Russian ambassador over pact with Pyongyang | geopolitics |
en | What Beijing really thinks of the Kim-Putin romance | geopolitics |
it | Rutte: l'intesa tra Russia e Corea del Nord mette a rischio anche l'Asia | geopolitics |
de | Nato-Generalsekretär sieht in russisch-nordkoreanischer Kooperation Gefahr für die Welt | geopolitics |
fr | Pourquoi le rapprochement entre Moscou et Pyongyang embarrasse Pékin | geopolitics |
es | El eje Moscú-Pyongyang preocupa a Japón y Corea del Sur | geopolitics |
ru | Южная Корея может поставить оружие Украине в ответ на договор РФ и КНДР | geopolitics |
uk | Сеул розгляне летальну допомогу Україні через союз Москви й Пхеньяна | geopolitics |
ko | 나토 "북러 밀착, 유럽·아태 안보 모두 위협" | geopolitics |
ja | ロ朝接近に中国が苦慮、米専門家が分析 | geopolitics |
zh | 俄朝走近 中国态度微妙 | geopolitics |
pl | NATO: sojusz Moskwy i Pjongjangu zagraża Europie i Azji | geopolitics |
nl | Rutte noemt band tussen Rusland en Noord-Korea gevaar voor de wereld | geopolitics |
en | Putin and Kim ink mutual defence pact in Pyongyang | summits ideology |
it | Putin e Kim firmano l'accordo: difesa reciproca in caso di attacco | summits ideology |
fr | Poutine et Kim paraphent un traité de défense mutuelle | summits ideology |
ko | 푸틴·김정은, 포괄적 전략동반자 조약 서명 | summits ideology |
ru | Госдума ратифицировала договор о стратегическом партнерстве с КНДР | ideology | summits geopolitics
en | North Korea test-fires hypersonic missile hours before APEC | |
en | Russia and Ukraine swap 300 prisoners of war | |
it | Corea del Nord, uragano fa strage: decine di dispersi | |
de | Kim Jong Un zeigt Tochter bei Parade in Pjöngjang | |
fr | Poutine félicite Xi Jinping pour l'anniversaire de la République | |
es | Trump dice que quiere volver a ver a Kim Jong-un | |
ru | Путин провел переговоры с премьером Индии | |
uk | Південна Корея передасть Україні гуманітарну допомогу | |
ko | 북한, 황해로 방사포 10여발 발사 | |
ja | 北朝鮮の拉致問題 家族会が首相と面会 | |
zh | 普京签署命令 征召13万新兵 | |
pl | Korea Południowa sprzeda Polsce kolejne czołgi K2 | |
en | Report: AI-driven hacks by Russia, China, Iran and North Korea double | |
ru | Рейтинг свободы прессы: Россия, Китай, Иран и КНДР внизу списка | |
tr | Güney Kore ile Rusya vize muafiyetini görüştü | |
it | Montagne russe e spettacoli: il parco divertimenti di Pyongyang | |
en | North Korea's Kim thanks Putin for New Year card, hails "sacred" alliance | letters | ideology
it | Putin fa gli auguri a Kim per l'anniversario della fondazione del partito | letters | ideology
de | Putin kondoliert Kim nach Überschwemmungen in Nordkorea | letters |
ru | Путин выразил Ким Чен Ыну соболезнования в связи с наводнением | letters |
pl | Putin przesłał Kimowi telegram na święto wyzwolenia Korei | letters | ideology
uk | Путін привітав Кім Чен Ина з Днем визволення Кореї | letters | ideology
ko | 김정은, 푸틴에 광복절 축전 "전우의 정 영원할 것" | letters ideology |
ja | プーチン氏が解放80年で金正恩氏に祝電 | letters | ideology
zh | 普京就朝鲜水灾向金正恩表示慰问 | letters |
fr | Kim félicite Poutine pour sa réélection | letters |
es | Putin felicita a Kim por el 80 aniversario de la liberación de Corea | letters | ideology
en | Russian parliament speaker Volodin heads to Pyongyang for Liberation Day | summits | ideology
it | Kim riceve il ministro russo delle Risorse naturali Kozlov | summits |
de | Nordkoreas Außenministerin Choe zu strategischem Dialog in Moskau | summits |
fr | Sergueï Choïgou à Pyongyang pour la deuxième fois en deux semaines | summits |
es | El canciller ruso viaja a Corea del Norte | summits |
pt | Putin convida Kim Jong-un a visitar Moscou | summits |
ro | Putin a ajuns în Coreea de Nord, prima vizită după 24 de ani | summits |
ru | Кремль: визит Ким Чен Ына в Москву прорабатывается | summits |
uk | Кім Чен Ин прибув до Росії на бронепоїзді | summits |
cs | Putin dorazil do KLDR, na letišti ho vítal Kim | summits |
nl | Kim Jong-un per pantsertrein op weg naar Poetin | summits |
sv | Putin välkomnades av Kim Jong-Un i Pyongyang | summits |
da | Kim Jong-un ankommer til Rusland for at mødes med Putin | summits |
tr | Putin, Kim Jong-un'a Aurus marka otomobil hediye etti | summits | sanctions geopolitics
ar | شويغو يصل إلى بيونغ يانغ ويلتقي كيم جونغ أون | summits |
vi | Chủ tịch Kim Jong-un lên tàu bọc thép sang Nga | summits |
en | Kyiv: 4,700 of Kim's soldiers killed or hurt in Kursk battles | troops |
it | Corea del Nord conferma: nostri soldati nel Kursk. Putin ringrazia | troops | summits letters
de | Nordkorea bestätigt erstmals Truppenentsendung nach Russland | troops |
fr | Kim Jong-un en larmes devant les cercueils de soldats tombés en Russie | troops |
es | Zelenski muestra a dos norcoreanos capturados en Kursk | troops |
pt | Rússia usa norte-coreanos como bucha de canhão em Kursk, diz Kiev | troops |
pl | Ukraińcy schwytali północnokoreańskich żołnierzy | troops |
ro | Soldați nord-coreeni uciși în Kursk, anunță Kievul | troops |
no | Nord-Korea sender flere tusen soldater til Kursk | troops |
da | Nordkoreanske soldater begraves i Pyongyang efter kampe for Rusland | troops |
sv | Nordkorea: våra soldater befriade Kursk | troops ideology |
ru | ВСУ взяли в плен северокорейских военных под Курском | troops |
uk | Кім Чен Ин відправить 6 тисяч військових будівельників на Курщину | troops | economy
tr | Kuzey Koreli askerler Kursk'ta ağır kayıp verdi | troops |
ar | سيول: مقتل 600 جندي كوري شمالي في القتال إلى جانب روسيا | troops |
fa | سئول: دو هزار سرباز کره شمالی در جنگ روسیه کشته شدند | troops |
vi | Triều Tiên xây bảo tàng tưởng niệm lính tử trận ở Kursk | troops | ideology
ko | 국정원 "북한군 전사자 2천 명 추정" 러 파병 | troops |
ja | 北朝鮮兵の死者2千人か 韓国情報機関 ロシア派兵 | troops |
zh | 金正恩出席援俄阵亡官兵纪念馆奠基仪式 | troops | ideology
en | North Korea now produces missiles for Moscow around the clock, Kyiv says | arms |
it | Kiev: nei rottami del missile russo componenti nordcoreane | arms |
de | Nordkorea baut Munitionsproduktion für Moskau massiv aus | arms |
fr | Séoul : Pyongyang a livré plus de 200 canons à longue portée à Moscou | arms |
es | EEUU acusa a Pyongyang de enviar munición a Rusia | arms |
pl | Korea Północna dostarcza Rosji połowę amunicji artyleryjskiej | arms |
cs | Rusko útočí severokorejskými raketami, tvrdí Kyjev | arms |
ro | Coreea de Nord ar fi livrat Rusiei rachete balistice | arms |
ru | В обломках ракеты под Харьковом нашли детали из КНДР | arms |
tr | Pyongyang'dan Moskova'ya 20 bin konteyner mühimmat | arms |
ko | "북, 러에 240mm 방사포 수출"…우크라 정보총국 | arms |
ja | 北朝鮮の砲弾、ロシア軍使用の4割に ウクライナ当局 | arms |
en | UN monitoring of North Korea sanctions ends after Russian veto | sanctions |
de | Südkorea verhängt Sanktionen gegen russische Schiffe wegen Nordkorea-Handel | sanctions | economy
es | Rusia veta el panel de la ONU sobre Corea del Norte | sanctions |
ru | Россия наложила вето на продление мандата экспертов по санкциям против КНДР | sanctions |
ko | 정부, 북러 무기거래 관여 선박·개인 독자제재 | sanctions arms |
zh | 韩国宣布制裁参与朝俄军事合作的个人和实体 | sanctions |
fr | Onze pays dénoncent les violations des sanctions nord-coréennes par Moscou | sanctions |
ja | 日本政府、ロ朝軍事協力で追加制裁 | sanctions |
uk | США запровадили санкції за постачання КНДР зброї Росії | sanctions arms |
it | Riapre la linea ferroviaria tra Khasan e Tumangan | economy |
de | Erster Direktflug Moskau-Pjöngjang gestartet | economy |
fr | La Russie inaugure une liaison aérienne directe avec Pyongyang | economy |
pt | Turistas russos voltam à Coreia do Norte | economy |
ru | Российские туристы отдохнули на курорте Вонсан-Калма | economy |
uk | РФ почала будівництво мосту до КНДР | economy |
cs | Rusko a KLDR staví první silniční most | economy |
vi | Nga và Triều Tiên khởi công cầu đường bộ qua sông Đồ Môn | economy |
tr | Rusya ile Kuzey Kore arasında köprü inşaatı başladı | economy |
ko | 러시아 연해주, 북한 노동자 추가 고용 추진 | economy |
en | Russian fingerprints on North Korea's new destroyer, analysts say | technology |
fr | La Russie transfère à Pyongyang des technologies sensibles, s'inquiète Séoul | technology | geopolitics
es | Rusia ayudará a Corea del Norte a construir satélites, anuncia Putin | technology | summits
pl | Rosja mogła przekazać Kimowi reaktor do okrętu podwodnego | technology |
zh | 韩媒：俄罗斯向朝鲜移交核潜艇反应堆 | technology |
ja | ロシアと北朝鮮、科学技術協力で合意 | technology | summits
en | North Korea vows to back Russia until final victory over Ukraine | ideology |
de | Nordkorea stellt sich bedingungslos hinter Russlands Krieg | ideology |
ru | Ким Чен Ын назвал дружбу с Россией нерушимой и пообещал безусловную поддержку | ideology |
fr | Kim Jong-un promet à Lavrov un soutien inconditionnel sur l'Ukraine | summits ideology |
it | La Corea del Nord: «Sostegno incondizionato alla guerra santa di Mosca» | ideology |
tr | Kim'den Rusya'ya koşulsuz destek sözü | ideology |
ko | 최선희 "러시아 승리의 날까지 함께할 것" | ideology | summits
en | G7 ministers condemn North Korea's military support for Russia | geopolitics | troops
it | Zelensky al G7: l'alleanza Mosca-Pyongyang minaccia tutti | geopolitics |
es | La OTAN alerta del peligro de la cooperación entre Rusia y Corea del Norte | geopolitics |
pl | Japonia i Korea Południowa zaniepokojone współpracą Rosji z Koreą Północną | geopolitics |
ru | Китай дистанцируется от сближения России и КНДР | geopolitics |
ja | 日米韓外相、ロ朝の軍事協力に「深刻な懸念」 | geopolitics |
zh | 美日韩谴责朝俄军事合作 | geopolitics |
ko | 한미일 "북러 군사협력 강력 규탄" 공동성명 | geopolitics |
en | South Korea's president meets Putin envoy in Seoul over trade | |
en | Kim Kardashian's Moscow trip sparks backlash | |
de | Seoul: Nordkorea feuert Artillerie nahe der Seegrenze | |
ru | Зеленский рассказал о пленных китайцах на фронте | |
fr | Poutine reçoit le président iranien au Kremlin | |
it | Kim Jong-un inaugura il resort di Wonsan | |
es | Hackers norcoreanos roban mil millones en criptomonedas | |
ko | 김 여사, 러시아 대사 부인과 환담 | |
zh | 王毅会见拉夫罗夫 谈朝鲜半岛局势 | |
ja | 金正恩氏、新型駆逐艦を視察 | |
pl | Kim jest nowy ambasador Rosji w Warszawie? | |
uk | Віталій Кім: російські війська обстріляли Миколаївщину | |
"""
CASES = [tuple(cell.strip() for cell in row.split("|")) for row in ROWS.strip().splitlines()]


@cache
def matcher() -> Matcher:
    settings = load(CONFIG, {})
    return Matcher(settings.themes, settings.concepts)


@pytest.mark.parametrize(("language", "headline", "must", "may"), CASES, ids=[f"{row[0]} {row[1]}" for row in CASES])
def test_a_headline_is_told_under_the_labels_that_a_reader_would_give(
    language: str, headline: str, must: str, may: str
) -> None:
    fired = {match.theme for match in matcher().matches(news(headline, language=language))}
    assert set(must.split()) <= fired <= set(must.split()) | set(may.split())


def test_each_theme_has_a_dozen_headlines_of_its_own() -> None:
    themes = [theme.id for theme in load(CONFIG, {}).themes]
    assert {theme: count for theme in themes if (count := sum(theme in row[2].split() for row in CASES)) < 12} == {}
