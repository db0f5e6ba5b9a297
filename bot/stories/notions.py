"""A small interlingua of news: what is talked about, in twelve languages, so that a translation can be told from a stranger.

One row is one notion: its name, then the forms in the languages of LANGUAGES, in that order. A form is the beginning of
a word without accents; `form=` is the whole word. In Korean, Japanese and Chinese it is any run of characters. The
notions are those that tell one event from another (container, veto, museum), not those that every item has.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.text.fold import fold, strip_accents

LANGUAGES = ("en", "it", "es", "fr", "pt", "de", "pl", "uk", "ru", "ko", "ja", "zh")

_TABLE = """
accuse | accus alleg | accus | acus | accus | acus | beschuldig vorwurf vorwerf wirft= | oskarz zarzuc | звинувач | обвин | 비난 규탄 | 非難 批判 | 指责 指責 谴责 譴責
agreement | agreement deal= deals= accord= accords= pact= | accord= accordi= intesa= patto= | acuerdo pacto | accord= accords= pacte | acordo pacto | abkommen vereinbar pakt | porozumien umow pakt | угод домовлен | соглашен договорен | 협정 합의 | 協定 合意 | 协议 協議 协定 協定
airdefence | pantsir antiaircraft | contraere antiaere pantsir | antiaere pantsir | antiaerien pantsir | antiaere pantsir | flugabwehr luftabwehr luftverteidig panzir | przeciwlotnicz pancyr | ппо= панцир | пво= панцир | 방공 대공 판치르 | 防空 対空 | 防空
aircraft | aircraft warplane fighter jet= jets= bomber | aereo= aerei= caccia= velivol bombardier | avion caza= cazas= bombarder | avion chasseur bombardier | aviao avioes caca= cacas= | flugzeug kampfjet bomber | samolot mysliw bombow | літак винищувач | самолет истребител | 전투기 항공기 폭격기 | 戦闘機 航空機 爆撃機 | 战机 戰機 飞机 飛機 轰炸机
alliance | allianc ally= allies= allied= axis= | alleanz alleat asse= | alianza aliad eje= | allianc allie= allies= axe= | alianca aliad eixo= | allianz bundnis verbundet achse= | sojusz os= | альянс союз | альянс союз ось= | 동맹 밀착 | 同盟 枢軸 | 同盟 联盟 聯盟 轴心
ambassador | ambassad embass | ambasciat | embajad | ambassad | embaixad | botschaft | ambasad | посол посольств | посол= посла= посольств | 대사관 | 大使 | 大使 使馆 使館
ammunition | ammunition munition shell= shells= shelling round= rounds= | munizion proiettil | munic proyectil obus | munition obus | munic projet obus | munition granat geschoss artillerie | amunic pocisk | боєприпас снаряд | боеприпас снаряд | 포탄 탄약 | 砲弾 弾薬 | 炮弹 彈藥 弹药 砲彈
anniversary | anniversar jubilee | anniversari ricorrenz | aniversario | anniversaire | aniversario | jahrestag jubilaum geburtstag | rocznic jubileusz | річниц ювіле | годовщин юбиле | 주년 기념일 | 周年 | 周年 週年
arrest | arrest detain detention | arrest ferm= | deten arrest | arret interpell | deten pris= prende | festnahm festgenommen verhaft | aresztow zatrzyma | арешт затрима | арест задерж | 체포 구속 | 逮捕 拘束 | 逮捕 拘留
artist | singer musician concert orchestra song= songs= music | cantant music concert orchestr canzon | cantant music concierto orquest | chanteu music concert orchestr chanson | cantor music concerto orquest | sanger musik konzert orchester | piosenk muzy koncert | співа музи концерт | певе певи музык концерт | 가수 음악 공연 | 歌手 音楽 公演 | 歌手 音乐 音樂 演出
attack | attack strike= strikes= raid= raids= assault | attacc raid= assalt | ataque atac | attaqu frappe raid= | ataque ataca | angriff angreif anschlag | atak natarc | атак удар | атак удар нападен | 공격 공습 | 攻撃 空爆 襲撃 | 袭击 襲擊 攻击 攻擊 空袭
bank | bank= banks= banking | banca= banche= bancar | banco= bancos= bancar | banque bancair | banco= bancos= bancar | bank= banken= | bank= bank banku= | банк | банк | 은행 | 銀行 | 银行 銀行
birthday | birthday | complean | cumplean | anniversaire | aniversario | geburtstag | urodzin | народжен | рождени | 생일 생신 | 誕生日 | 生日 壽辰
blockade | block= blocks= blocked= blocking= | blocca blocco= | bloque | bloqu | bloque | blockier | zablokow | заблокув блоку | заблокир блокир | 저지 봉쇄 | 阻止 封鎖 | 阻止 封锁 封鎖
border | border frontier | confin frontier | fronter | frontier | fronteir | grenz | granic przygranicz | кордон прикордон | границ приграничн | 국경 접경 | 国境 | 边境 邊境 边界
bridge | bridge | ponte= ponti= | puente | pont= ponts= | ponte= pontes= | brucke | most= mostu= mosty= | міст= мост | мост= моста= мосту= мосты= | 대교 다리 교량 | 大橋 橋脚 道路橋 鉄橋 架橋 | 大桥 大橋 桥墩 橋墩 公路桥 公路橋 铁桥 鐵橋 桥梁 橋樑
budget | budget | bilancio finanziaria | presupuesto | budget | orcamento | haushalt budget | budzet | бюджет | бюджет | 예산 | 予算 | 预算 預算
build | build builds= building built construct | costru cantier | constru obra= obras= | constru batir chantier | constru obra= obras= | bau= baut= bauen errichte | budow buduj zbudow | будів будув спорудж | строит постро сооруж | 건설 착공 | 建設 着工 | 建设 建設 修建 兴建 動工 动工
capture | captur prisoner pow= pows= | prigionier cattur | prision captur | prisonnier captur | prision captur | gefangen | jeniec jency jenc schwyt | полонен військовополон | плен военнопленн | 포로 생포 | 捕虜 拘束 | 战俘 戰俘 俘虏 俘虜
casualty | casualt losses wounded= injured= | perdit ferit caduti | bajas herid perdidas | pertes bless victime | baixas ferid perdas | verlust verletz verwund gefallen | strat= straty= rann | втрат поранен | потер= потери= потерь ранен | 사상자 부상 사상 | 死傷 負傷 損失 | 伤亡 傷亡 受伤 受傷
ceasefire | ceasefire truce armistice | tregua armistizio cessate | tregua armisticio | cessez treve armistice | tregua armisticio cessar | waffenruh waffenstillstand feuerpause | rozejm zawieszen | перемир | перемири | 휴전 정전 | 停戦 休戦 | 停火 停战 停戰
child | child kid= kids= | bambin | nino nina ninos ninas infantil | enfant | crianca infantil | kind= kinder | dzieck dzieci | діти= дітей дитин дитяч | дети= детей ребен детск | 어린이 아동 | 子ども 子供 児童 | 儿童 兒童 孩子
company | company companies firm= firms= | aziend societa impres | empresa compania | entreprise societe | empresa companhia | unternehm firma konzern | firma firmy spolk | компані фірм | компани фирм | 기업 회사 | 企業 会社 | 公司 企业 企業
computer | cyber hacker hack= hacked= hacking= | cyber hacker informatic | ciber hacker informatic | cyber pirat hacker | ciber hacker | cyber hacker | cyber haker | кібер хакер | кибер хакер | 사이버 해킹 해커 | サイバー ハッカー | 网络攻击 網路攻擊 黑客 駭客
congratulate | congratul greeting | auguri= congratul felicit | felicit | felicit vœux voeux | felicit parabens | gluckw gratul | gratulac gratulow zyczen | привіта вітан поздоров | поздрав | 축하 축전 | 祝電 祝賀 祝意 | 祝贺 祝賀 贺电 賀電 致贺
container | container | container | contenedor | conteneur | contein conten | container | kontener | контейнер | контейнер | 컨테이너 | コンテナ | 集装箱 貨櫃
cooperate | cooperat | cooperaz collabor | cooperac | cooperation | cooperac | zusammenarbeit kooperation | wspolprac | співпрац співробітн | сотруднич | 협력 | 協力 | 合作
court | court= courts= judge= judges= trial= | tribunal giudic process= | tribunal juez juicio | tribunal juge= proces= | tribunal juiz julgamento | gericht richter prozess= | sad= sadu= sedzi | суд= суду= суддя | суд= суда= суде= судья | 법원 재판 | 裁判 法廷 | 法院 法庭
crash | crash collision | incident schiant | accidente choque | accident collision | acidente colisao | absturz unfall | katastrof wypadek | аварі катастроф | авари катастроф | 추락 충돌 사고 | 墜落 事故 | 坠毁 墜毀 事故
currency | currenc crypto bitcoin | valut criptovalut | divisa criptomoned | devise cryptomonn | moeda criptomoed | devisen wahrung krypto | walut krypto | валют крипто | валют крипто | 외화 가상화폐 암호화폐 | 外貨 暗号資産 | 外汇 外匯 加密货币
dead | dead= death= deaths= killed= killing= kill= kills= die= dies= died= | mort= morti= morto= uccis | muert mata= | mort= morts= tue= tues= | mort= morto mata= | tote= toten= tot= getotet | zabit zgin smierc | загиб загин вбит смерт | погиб убит смерт | 사망 숨져 숨졌 전사자 | 死亡 死者 戦死 | 死亡 丧生 喪生 阵亡 陣亡
declaration | declaration communique | dichiarazione comunicato | declaracion comunicado | declaration communique | declaracao comunicado | erklarung | deklarac oswiadcz | деклараці заяв | декларац заявлен | 선언 공동성명 | 宣言 共同声明 | 宣言 联合声明 聯合聲明
decrease | halv decline declin drop= drops= dropped= fell= shrink slump | dimezz calo= cala= | mitad caida reduc desplom | moitie baisse chute recul | metade queda reduz | halbier halfte ruckgang gesunken sinkt | polow spadek spadl | вдвічі скороти зменш | вдвое сократи сниз | 절반 감소 줄어 | 半減 減少 | 减半 減半 减少 減少 下降
delegation | delegation delegates= envoy= | delegazion | delegacion | delegation | delegac | delegation | delegacj | делегац | делегац | 대표단 사절단 | 代表団 使節団 | 代表团 代表團
doctor | hospital doctor medic= medics= medical clinic | ospedal medic | hospital medic | hopital medecin medical | hospital medic | krankenhaus arzt= arzte klinik | szpital lekarz medyc | лікарн лікар медич | больниц врач медицин | 병원 의사 의료 | 病院 医師 医療 | 医院 醫院 医生 醫生 医疗
drone | drone uav= uavs= shahed | drone droni= shahed | dron= drones= shahed | drone shahed | drone shahed | drohn shahed | dron= drony= dronow shahed szahed | дрон безпілот шахед | дрон= дронов дроны беспилот бпла шахед герань | 드론 무인기 | ドローン 無人機 | 无人机 無人機
earthquake | earthquake quake | terremot sism | terremoto sism seism | seism tremblement | terremoto sismo | erdbeben beben= | trzesien | землетрус | землетряс | 지진 | 地震 | 地震
election | election vote= votes= voting= voter poll= polls= | elezion voto= voti= votan | eleccion voto= votos= comicios | election vote= scrutin | eleic voto= votos= | wahl wahlen= wahler abstimm | wybory wyborow glosow | вибор голосува | выбор= выборы выборах голосова | 선거 투표 | 選挙 投票 | 选举 選舉 投票
estimate | estimat assess | stima= stime= stimano valut= | estima calcula | estim evalu | estima calcula | schatz | szacu ocenia | оцін підраху | оцен подсчит | 추산 추정 | 推計 推定 | 估计 估計 评估 評估
exercise | exercises= drill= drills= manoeuvr maneuver | esercitazion manovre | maniobras ejercicios | manœuvre exercices | manobras exercicios | manover ubung | manewr cwiczen | навчання= маневр | учения= учений= маневр | 훈련 연습 | 演習 訓練 | 演习 演習 军演 軍演
exhibition | exhibition exhibit fair= expo | mostra= espos | exposicion muestra= | exposition | exposicao mostra= | ausstellung messe= | wystaw | виставк | выставк | 전시 박람회 | 展示 展覧 | 展览 展覽 展出
expert | expert panel= | espert panel= | expert panel= | expert panel= | perito especialist painel | expert | ekspert | експерт | эксперт | 전문가 | 専門家 | 专家 專家
explosion | explosion blast= explode | esplosion | explosion | explosion | explosao | explosion | wybuch eksploz | вибух | взрыв | 폭발 | 爆発 | 爆炸
factory | factory factories plant= plants= | fabbric stabiliment impianto | fabrica planta= | usine | fabrica usina | fabrik werk= | fabryk zaklad | завод | завод | 공장 | 工場 | 工厂 工廠
film | film= films= movie cinema documentary | film= cinema documentari | pelicula cine= documental | film= films= cinema documentaire | filme cinema documentari | film= filme= kino dokumentar | film= filmu kino= | фільм кіно= | фильм кино= | 영화 드라마 | 映画 | 电影 電影
fire | fire= fires= wildfire blaze | incendi | incendio | incendie | incendio | brand= feuer= brande= | pozar | пожеж | пожар | 화재 산불 | 火災 山火事 | 火灾 火災
flag | flag= flags= anthem hymn | bandier inno= | bandera himno | drapeau hymne | bandeira hino= | flagge hymne | flag= flaga flagi hymn | прапор гімн | флаг гимн | 국기 | 国旗 国歌 | 国旗 國旗
flight | flight airline airport | volo= voli= aeroport compagnia= | vuelo aeroline aeropuerto | vol= vols= aeroport aerien= | voo= voos= aeroport | flug= fluge= flughafen airline direktflug | lot= loty= lotnisk lotnicz | рейс авіа аеропорт | рейс авиа аэропорт | 항공편 직항 공항 | 直行便 航空便 空港 | 航班 直航 机场 機場
flood | flood | alluvion inondazion | inundac | inondation | inundac enchent | uberschwemm hochwasser flut= | powodz | повін паводок | наводн паводок | 홍수 수해 | 洪水 水害 | 洪水 洪灾 洪災 水灾
food | food= grain wheat flour rice= | cibo= alimentar grano farina riso= | alimento trigo harina grano arroz | aliment cereal farine riz= ble= | alimento trigo farinha arroz | lebensmittel getreide mehl= weizen reis= | zywnosc zboz pszenic mak= maki= | продовольств зерн борошн пшениц | продовольств зерн мук= мука= пшениц | 식량 밀가루 곡물 | 食糧 小麦 穀物 | 粮食 糧食 面粉 麵粉 小麦
friendship | friend | amic fratell | amistad amig hermandad | amitie ami= amis= frater | amizade amig irmandade | freundschaft freund bruder | przyja brater | дружб дружн братерст | дружб дружеств братств | 우정 친선 혈맹 | 友好 血盟 | 友谊 友誼 友好
gas | gas= pipeline | gas= gasdott metanodott | gas= gasoduct | gaz= gazoduc | gas= gasodut | gas= gaspipeline erdgas | gaz= gazu= gazoci | газ= газу= газо | газ= газа= газо | 가스 | ガス | 天然气 天然氣
general | general= generals= commander marshal | generale= generali= comandant maresciallo | general= generales= comandante mariscal | general= generaux commandant marechal | general= generais comandante marechal | general= generale= kommandeur marschall | general= generala dowodc marszal | генерал командир командува маршал | генерал командир командующ маршал | 장성 사령관 장군 | 将軍 司令官 | 将军 將軍 司令
health | virus vaccin epidemic pandemic disease | virus vaccin epidemi pandemi malatti | virus vacuna epidemi pandemi enfermedad | virus vaccin epidemi pandemi maladie | virus vacina epidemi pandemi doenca | virus impf epidemi pandemi krankheit | wirus szczep epidemi pandemi chorob | вірус вакцин епідемі пандемі хвороб | вирус вакцин эпидеми пандеми болезн | 바이러스 백신 전염병 | ウイルス ワクチン 感染症 | 病毒 疫苗 疫情
increase | increas grew= grows= growth rise= rises= rose= surge jump= jumps= jumped= | cresc aument sale= rincar | crec aument sub= sube= alza= | hausse croissance augment progress= | cresc aument alta= | wachst wuchs gestiegen steigt anstieg | wzrost wzros rosnie | зрос збільш | вырос рост= увелич | 증가 급증 늘어 | 増加 急増 | 增长 增長 增加
intelligence | intelligence spy= spies= espionage | intelligence servizi= spia= spie= spionag | inteligencia espia espion | renseignement espion | inteligencia espia espion | geheimdienst nachrichtendienst spion | wywiad szpieg | розвідк розвідув шпигун | разведк развед шпион | 정보당국 국정원 정보기관 정보본부 간첩 정보총국 | 情報機関 情報当局 スパイ | 情报 情報機構 間諜 间谍
invite | invit | invit | invit | invit | convid convite | einlad eingeladen | zapros zaprasz | запро | приглас приглаш | 초청 초대 | 招待 招請 | 邀请 邀請
landmine | mine= mines= demin sapper minefield | mine= mina= sminat sminament geniere genieri | mina= minas= desmin zapador | mine= mines= demin sapeur | mina= minas= desmin sapador | mine= minen= entmin minenrau pionier | mina= miny= min= rozminow saper | міни= мін= розмінув сапер | мины= мин= разминир сапер | 지뢰 공병 | 地雷 工兵 | 地雷 排雷 扫雷 掃雷 工兵
language | language textbook | lingua= manual | idioma libro= | langue= manuel | idioma lingua= livro | sprache lehrbuch | jezyk podreczn | мова= мови= підручник | язык учебник | 언어 교과서 | 言語 教科書 | 语言 語言 教科书
launch | launch lift= | lanci | lanza lanzam | lance= lancement tir= tirs= | lanca lancam | abgefeuert start= gestartet abschuss | wystrzel odpal | запуск запусти | запуск запусти | 발사 | 発射 打ち上げ | 发射 發射
letter | letter= letters= missive | letter= lettera= lettere= missiva | carta= cartas= misiva | lettre= lettres= missive | carta= cartas= missiva | brief= briefe= schreiben= | list= listu= liscie= listy= | лист= листа= листі= листом= | письм послани | 편지 서한 친서 | 書簡 親書 手紙 | 信函 致函 亲笔信 親筆信 来信
memorial | museum memorial monument statue | museo= musei= memoriale monument statu | museo= monument memorial estatua | musee memorial monument statue | museu= memorial monumento estatua | museum denkmal gedenk | muzeum pomnik | музе меморіал пам'ятник | музе мемориал памятник | 기념관 박물관 기념비 동상 | 記念館 博物館 記念碑 | 纪念馆 紀念館 博物馆 博物館 纪念碑
minister | minister= ministers= foreign= | ministro ministra ministri esteri= | ministro ministra canciller | ministre chef= diplomatie | ministro ministra chanceler | minister ministerin= aussenmin | minister= ministra= ministrow ministrowie szef= | міністр мзс= | министр мид= главы= | 장관 외무상 외교장관 | 外相 大臣 外務 | 部长 部長 外长 外長 外相
missile | missile rocket= rockets= ballistic | missil razzo= razzi= balistic | misil cohete balistic | missile roquette fusee balistiq | missil misseis foguete balistic | rakete ballistisch | rakiet balistyc | ракет балістич | ракет баллистич | 미사일 로켓 탄도 | ミサイル 弾道 | 导弹 導彈 飛彈 弹道
money | payment pay= paid= salar wage fund= funds= | pagament paga= stipend fondi= | pago= pagos= salario fondos | paiement salaire fonds= | pagamento salario fundos | zahlung gehalt lohn= geld= | zaplat placi pensj pieniadz | платіж зарплат гроші кошт | платеж зарплат деньг | 임금 급여 자금 | 資金 給与 送金 | 资金 資金 工资 工資
monitor | monitor oversight watchdog | monitor vigil sorvegl | vigil supervis monitor | surveill control | monitor vigil fiscaliz | uberwach beobacht | monitor nadzor | монітор нагляд | мониторинг наблюда надзор | 감시 모니터링 | 監視 | 监督 監督 监测 監測 监控
multipolar | multipolar | multipolar | multipolar | multipolair | multipolar | multipolar | wielobiegun | багатополяр | многополяр | 다극 | 多極 | 多极 多極
nazism | nazi nazis= nazism neonazi | nazi nazis | nazi nazis | nazi nazis | nazi nazis | nazi nazis | nazi nazis | нацис нациз | нацис нациз | 나치 | ナチ | 纳粹 納粹
newyear | newyear | capodanno | nochevieja | reveillon | reveillon | neujahr silvester | noworocz sylwest | новорічн | новогодн | 새해 신년 연하장 | 新年 年賀 | 新年 贺年
nuclear | nuclear atomic | nuclear atomic | nuclear atomic | nuclea atomiqu | nuclear atomic | nuklear atom atomar | jadrow nuklear atom | ядерн атомн | ядерн атомн | 핵무기 핵실험 핵잠 원자력 비핵화 | 核兵器 核実験 核開発 非核化 原子力 | 核武 核试 核試 核动力 核動力 核潜 核潛 无核 無核
oil | oil= petroleum crude= tanker | petroli greggio | petrole crudo= | petrol brut= | petrole crude= | ol= erdol ollieferung tanker | ropa= ropy= rope= naft tankow | нафт | нефт танкер | 석유 원유 정유 유조선 | 石油 原油 タンカー | 石油 原油 油轮 油輪
open | opens= opened= opening inaugurat | apre= apert inaugur | abre= abiert inaugur apertur | ouvre= ouvert ouvertur inaugur | abre= abert inaugur | eroffn | otwar otwier | відкри | откры | 개통 개장 개막 | 開通 開業 開幕 | 开通 開通 开放 開放 启用 啟用
parade | parade | parata= sfilat | desfile | defile= | desfile parada= | parade | parad defilad | парад | парад | 열병식 | パレード 軍事行進 | 阅兵 閱兵
parliament | parliament lawmaker senate congress | parlament deput senat | parlament diputad senad congres | parlement depute senat | parlament deputad senad | parlament abgeordnet senat | parlament poslow senat deputowan | парламент депутат сенат | парламент депутат сенат госдум | 국회 의회 의원 | 国会 議会 議員 | 议会 議會 议员 議員 国会 國會
party | party= parties= | partito= partiti= | partido= partidos= | parti= partis= | partido= partidos= | partei | partia= partii= partie= | парті партій | парти | 노동당 여당 집권당 | 労働党 与党 政党 | 劳动党 勞動黨 执政党 執政黨 政党
peace | peace | pace= pacific | paz= | paix= | paz= | frieden | pokoj | мир= миру= мирн | мир= мира= мирн | 평화 | 和平 平和 | 和平
police | police | polizi | polici | police= policier | polici | polizei polizist | policj | поліці | полици | 경찰 | 警察 | 警察 警方
port | port= ports= harbour harbor | porto= porti= | puerto | port= ports= portuaire | porto= portos= | hafen= hafen | port= portu= porty= | порт= порту= порти= | порт= порта= порты= порту= | 항구 부두 | 港湾 寄港 入港 | 港口
price | price inflation | prezz inflazion | precio inflacion | prix inflation | preco inflacao | preis inflation | cen= ceny= inflacj | цін= ціни= інфляц | цен= цены= инфляц | 물가 가격 | 価格 物価 | 价格 價格 物价
prosecutor | prosecut investigat | procura= procurator indagin | fiscal= fiscales investig | procureur parquet enquet | promotor procurador investig | staatsanwalt ermittl | prokurat sledztw | прокур розслідув слідч | прокур расследов следств | 검찰 수사 | 検察 捜査 | 检察 檢察 调查 調查
protest | protest demonstrat rally= | protest manifestazion | protest manifestacion | manifestation protest | protest manifestac | protest demonstr | protest demonstr | протест мітинг | протест митинг | 시위 항의 | 抗議 デモ | 抗议 抗議 示威
railway | railway railroad train= trains= | ferrov treno= treni= | ferrov tren= trenes= | ferrov train= trains= | ferrov trem= trens= | bahn= eisenbahn zug= zuge= | kolej pociag | залізни потяг поїзд | железн поезд | 철도 열차 | 鉄道 列車 | 铁路 鐵路 火车 火車 列车
reactor | reactor | reattor | reactor | reacteur | reator | reaktor | reaktor | реактор | реактор | 원자로 | 原子炉 | 反应堆 反應爐
refugee | refugee migrant asylum defect | profug migrant rifugiat asilo | refugiad migrante asilo | refugie migrant asile | refugiad migrante asilo | fluchtling migrant asyl | uchodzc migrant azyl | біжен мігрант | бежен мигрант | 난민 망명 탈북 귀순 | 難民 亡命 脱北 | 难民 難民 脱北
religion | church= churches= orthodox patriarch pope= | chies ortodoss patriarc papa= | iglesia ortodox patriarc papa= | eglise orthodox patriarch pape= | igreja ortodox patriarc papa= | kirche orthodox patriarch papst | kosciol cerk prawoslaw patriarch papiez | церкв православн патріарх | церк православн патриарх | 교회 정교회 교황 | 教会 正教 教皇 | 教会 教會 东正教 教宗
repatriate | homecoming repatriat | rimpatri | repatri | rapatri | repatri | heimkehr ruckkehr | powrot powroc | повернен повернул | возвращ вернулись | 귀환 송환 귀국 | 帰還 送還 帰国 | 归国 歸國 回国 遣返
reply | repl reply= | rispo rispond | respond respuesta | repond reponse | respond resposta | antwort | odpowied odpis | відпові | ответ | 답전 답장 회신 | 返電 返書 返信 答電 | 复电 覆電 回信 回电
resign | resign dismiss sack= sacked= | dimission dimett licenzi | dimision dimite destitu | demission limoge | demissao demite renunc | rucktritt entlass | dymisj rezygn zwoln | відстав звільни | отставк уволен | 사임 해임 경질 | 辞任 解任 | 辞职 辭職 解职
road | road= roads= highway motorway | strada= strade= stradale= autostrad | carretera autopista vial= | route= routes= routier= autoroute | estrada= estradas= rodovi | strasse autobahn | drog= droga drogow autostrad | дорог= автодорог автомобільн шосе | дорог автодорог автомобильн шоссе | 도로 자동차 | 道路 自動車 | 公路 道路
sanction | sanction | sanzion | sancion | sanction | sancao sancoes | sanktion | sankcj | санкці | санкц | 제재 | 制裁 | 制裁
satellite | satellit | satellit | satelit | satellit | satelit | satellit | satelit | супутник | спутник | 위성 | 衛星 | 卫星 衛星
school | school pupil teacher camp= | scuol alunn insegnant camp= | escuel colegi alumn maestr campament | ecole eleve= enseignant colonie= | escola aluno professor acampament | schul lehrer lager= ferienlager | szkol uczni nauczyciel oboz | школ учн вчител табір | школ учител лагер | 학교 교사 야영소 캠프 | 学校 教師 キャンプ | 学校 學校 教师 夏令营
science | scien research laborator | scienz scientific ricerc laborator | cienc cientific investigacion laborator | scien recherch laborat | cienc cientific pesquis laborator | wissensch forsch labor= | nauk badan badaw laborator | наук дослідж лаборатор | наук науч исследован лаборатор | 과학 연구 | 科学 研究 | 科学 科學 科研 研究
ship | ship= ships= vessel= vessels= destroyer warship navy= naval | nave= navi= caccia= marina= navale | buque barco destructor armada= naval | navire bateau destroyer marine= | navio destroier marinha | schiff zerstorer marine= | okret= statek statki niszczyciel marynar | корабл судно есмін флот | корабл судно= суда= эсмин флот | 구축함 선박 해군 함정 | 駆逐艦 船舶 海軍 | 驱逐舰 驅逐艦 船只 船隻 海军 海軍
sign | sign= signs= signed= signing= signature | firm= firma= firmano= firmat | firma= firman firmar firmad suscrib | sign= signe= signent signature | assin | unterzeichn | podpis | підпис | подпис | 서명 체결 | 署名 調印 締結 | 签署 簽署 签订
soldier | soldier troop servicem | soldat trupp militar | soldad tropa militar | soldat troupe militair | soldad tropa militar | soldat trupp | zolnier wojsk | солдат військов війсь бійц | солдат военнослуж войск бойц | 군인 병력 파병 북한군 | 兵士 派兵 部隊 | 士兵 军队 軍隊 部队 部隊 派兵 出兵
space | space cosmo spaceport | spazi cosmo | espacial espacio cosmo | spatial espace= cosmo | espacial espaco cosmo | weltraum raumfahrt kosmo | kosmo kosmic | космос космо космічн | космос космо косми | 우주 | 宇宙 | 航天 太空 宇宙
sport | sport football olymp tournament champion athlet | sport calcio olimp torneo campion atlet | deport futbol olimp torneo campeon atlet | sport football olymp tournoi champion athlet | esport futebol olimp torneio campea atlet | sport fussball olymp turnier meister= athlet | sport pilka olimp turniej mistrz | спорт футбол олімп турнір чемпіон | спорт футбол олимп турнир чемпион | 축구 올림픽 체육 선수 | サッカー 五輪 スポーツ 選手 | 足球 奥运 奧運 体育 體育 运动员
storm | storm typhoon hurricane | tempest tifone uragan | tormenta tifon huracan | tempete typhon ouragan | tempestade tufao furacao | sturm taifun hurrikan | burza tajfun huragan | шторм тайфун ураган | шторм тайфун ураган | 태풍 폭풍 | 台風 嵐 | 台风 颱風 暴风
struggle | struggle sacred | lotta= sacra= | lucha= sagrada | lutte= sacre | luta= sagrada | kampf= heilig | walka= walce swiet | боротьб священн | борьб священн | 성전 투쟁 정의로운 | 聖戦 闘争 | 圣战 聖戰 斗争 鬥爭 正义
student | student universit | student universit | estudiant universi | etudiant universit | estudante universi | student universitat hochschul | student uniwersyt uczeln | студент університет виш | студент университет вуз | 대학 유학생 | 大学 留学 | 大学 大學 留学 留學 高校
submarine | submarin | sottomarin | submarin | marin= submersible | submarin | boot= atom-u-boot u-boot unterseeboot | podwodn | підводн | подводн подлодк | 잠수함 핵잠 | 潜水艦 原潜 | 潜艇 潛艇
support | support back= backs= | sostegn sostien appogg | apoyo apoya respald | soutien soutient appui | apoio apoia | unterstutz beistand | wsparci popar | підтрим | поддерж | 지지 지원 | 支持 支援 | 支持 支援
talks | talks= summit meet= meets= met= meeting negotiat | colloqui incontr vertice negoziat | cumbre reun encuentro conversac negoci | sommet rencontr entretien negociation | cupula encontr reun conversac negoci | gesprach treffen gipfel verhandl | rozmow spotka szczyt negocj | переговор зустрі саміт | переговор встре саммит | 회담 정상회담 협의 회의 | 会談 首脳会談 協議 会合 | 会谈 會談 峰会 峰會 会晤 會晤 磋商 會商
tank | tank= tanks= armoured armored vehicle= vehicles= | carro= carri= blindat veicol | tanque blindad vehiculo | char= chars= blinde vehicule | tanque blindad veiculo | panzer= fahrzeug | czolg pojazd | танк бронетехн | танк бронетехн | 전차 장갑차 | 戦車 装甲車 | 坦克 装甲 裝甲
technology | technolog | tecnolog | tecnolog | technolog | tecnolog | technolog | technolog | технолог | технолог | 기술 | 技術 | 技术 技術
telegram | telegram= telegrams= | telegramm | telegrama | telegramme | telegrama | telegramm | telegram depesz | телеграм= телеграму= телеграма= | телеграмм | 전보 축전 답전 | 電報 祝電 | 电报 電報 贺电 賀電 复电
test | test= tests= tested= trial= trials= | test= prova= collaud | prueba ensayo | essai= essais= test= tests= | teste= testes= ensaio | test= tests= getestet | test= testy prob= proba | випробув | испытан | 시험 실험 | 実験 試験 | 试验 試驗 试射 試射 测试
thank | thank gratitude grateful | ringrazi grazie= gratitud | agradec gracias= gratitud | remerci merci= gratitud reconnaiss | agradec obrigad gratid | dank= dankt= danke= bedank dankbar | dziek podziek wdziecz | дяку подяк вдячн | благодар спасибо= | 감사 사의 | 感謝 謝意 | 感谢 感謝 致谢 答谢
tourist | touris beach resort | turis spiagg | turis playa | touris plage | turis praia | touris urlaub strand= | turys plaz kurort | турис курорт | турис курорт | 관광 | 観光 | 旅游 旅遊 游客 遊客
trade | trade= trading= commerce export import= imports= | commerc scambi= export import= | comerci export import | commerc echanges= export import | comerc export import= | handel export import | handel handlow eksport import | торгівл товарообіг товарообор експорт | торгов товарооборот экспорт | 무역 교역 수출 | 貿易 輸出 | 贸易 貿易 出口
training | training= trains= trained= | addestr | entrena adiestr | entraine formation= | treina | ausbild | szkol= szkoleni | тренув вишкіл | обуча обучен тренир | 훈련 교육 | 訓練 | 训练 訓練 培训
treaty | treaty partnership | trattat partenariat | tratado asociacion | traite= partenariat | tratado parceria | vertrag partnerschaft | traktat partnerst | договір договор партнерств | договор партнерств | 조약 동반자 | 条約 パートナー | 条约 條約 伙伴 夥伴
veto | veto= vetoes= vetoed= | veto= | veto= vet= veta= | veto= | veto= veta= vetou | veto= vetos= | weto= zaweto | вето= ветув | вето= ветир | 거부권 | 拒否権 | 否决 否決
visit | visit trip= travel | visit viagg | visita viaj | visite voyage deplacement | visita viag viaj | besuch reise= reist= | wizyt podroz | візит поїздк | визит поездк посети | 방문 방러 방북 순방 | 訪問 訪ロ 訪朝 | 访问 訪問 访俄 訪俄 访朝 訪朝
war | war= wars= warfare | guerra= guerre= bellic | guerra= belic | guerre= | guerra= belic | krieg | wojn | війн | войн | 전쟁 | 戦争 | 战争 戰爭
weapon | weapon arms= armament | arma= armi= armament | arma= armas= armament | arme= armes= armement | arma= armas= armament | waffe rustung | bron= broni= uzbroj | збро озброєн | оруж вооруж | 무기 | 武器 兵器 | 武器 军火 軍火
worker | worker labour laborer | lavorator operai manodoper | trabajador obrero | travailleur ouvrier | trabalhador operari | arbeiter arbeitskraf | robotnik pracownik | робітник працівник робоч= | рабоч= рабочи рабочих | 노동자 근로자 | 労働者 | 工人 劳工 勞工 劳动力
"""

_ANYWHERE = frozenset({"ko", "ja", "zh"})  # words are not spaced, or particles are glued to them
_SHORTEST = 3


def _read() -> dict[str, dict[str, str]]:
    forms: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for line in _TABLE.strip().splitlines():
        notion, *columns = line.split("|")
        for language, column in zip(LANGUAGES, columns, strict=True):
            for form in column.split():
                forms[language].setdefault(strip_accents(fold(form)), notion.strip())
    return forms


_FORMS = _read()
_LONGEST = max(len(form) for forms in _FORMS.values() for form in forms)


def notions(text: str, words: Iterable[str], language: str) -> frozenset[str]:
    """The notions that a text names; `words` are its folded words. None where the language is not in the table."""
    forms = _FORMS.get(language, {})
    if language in _ANYWHERE:
        folded = fold(text)
        return frozenset(notion for form, notion in forms.items() if form in folded)
    return frozenset(_named(word, language) for word in words) - {""} if forms else frozenset()


@lru_cache(maxsize=50_000)  # the words of news repeat
def _named(word: str, language: str) -> str:
    """The notion of the longest form that the word begins with; "" where there is none."""
    forms, bare = _FORMS[language], strip_accents(word)
    sizes = range(min(len(bare), _LONGEST), _SHORTEST - 1, -1)
    return forms.get(f"{bare}=") or next((forms[bare[:size]] for size in sizes if bare[:size] in forms), "")
