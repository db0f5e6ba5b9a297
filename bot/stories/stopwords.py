"""Words that say nothing about the news, by language: a short table, since document frequencies begin empty.

A word that is missing here costs little: its document frequency soon takes its weight away. Korean and Chinese are
compared by pairs of characters, so theirs are pairs; Japanese leaves out all pairs of hiragana instead.
"""

from __future__ import annotations

from bot.text.fold import fold

_TABLE = {
    "en": "a about after again all also amid an and any are as at be been before but by can could did do does during for from had has have he her him his how i if in into is it its just may more most new no not of off on one or other our out over own said say says she should so some such than that the their them then there these they this those through to under until up was we were what when where which while who why will with would you your",
    "it": "a ad ai al alla alle allo anche ancora agli che chi ci come con contro cosa così cui da dal dalla dalle dei del della delle dello degli di dopo dove due e è ed era fa fino fra gli ha hanno i il in io l la le lei li lo loro ma mentre mi molto ne nei nel nella nelle nello non o ogni per perché più poi prima può quando quella quello questa questo se sei sarà si sia sono sta stata stato su sua sue sugli sui sul sulla suo suoi tra tutti tutto un una uno",
    "de": "ab aber als am an auch auf aus bei beim bis da damit dann das dass dem den der des die dies diese diesem diesen dieser doch durch ein eine einem einen einer eines er es für gegen haben hat hatte ich ihr ihre im in ist ja kann kein keine mehr mit nach nicht noch nur ob oder sein seine seinem seinen seiner sich sie sind so soll über um und uns unter vom von vor war was wegen weil wenn werden wie wieder will wir wird wurde wurden zu zum zur zwischen",
    "fr": "à au aux avec ce ces cette c dans d de des du elle en entre est et été eu fait il ils j je l la le les leur leurs lors lui mais même n ne ni nous on ont ou où par pas plus pour qu que qui s sa sans se selon ses si son sont sous sur tout très un une vers vous y",
    "es": "a al ante antes como con contra cual cuando de del desde donde dos e el ella en entre era es esta este esto ha hace han hasta hay la las le les lo los más me mi muy ni no nos o para pero por porque que quien se según ser si sin sobre son su sus también tras un una uno y ya",
    "pt": "a ao aos as às até com como contra da das de do dos e é ela ele em entre era essa esse esta este eu foi há isso já lhe mais mas me mesmo muito na não nas no nos o os ou para pela pelo por porque quando que quem se sem ser seu seus sob sobre sua são também tem um uma",
    "ru": "а без бы был была были было быть в вам вас ведь во вот все всех вы где да для до его ее её если есть еще ещё же за и из или им их к как ко которые который кто ли между меня мне мы на над нам нас не нет ни них но ну о об однако он она они оно от очень по под после при про раз с сам себя со также так там то того тоже только том ты у уже чем что чтобы эта эти это этого этой этом этот я",
    "uk": "а або б без був була були було бути в вам вас ви від вже все всі всіх де для до є з за зі й його її їх із і к коли між ми на над нас не ні них о об однак він вона вони воно о під після по при про проти та так також там те тим то того тому у хто це цього цей ця чи що щоб як яка який які я",
    "pl": "a aby ale bez bo był była było były by być co czy dla do gdy go i ich ile im iż ja jak jako je jego jej jest jeszcze już każdy kiedy kto która które który ku lub ma mi między mnie na nad nam nas nie niego nich nim o od on ona one oni oraz po pod podczas przed przez przy się są ta tak także tam te tego tej ten to tu tych tylko tym u w we więc wszystko z za ze że",
    "nl": "aan af al als bij dan dat de der deze die dit doe door een en er haar had heb heeft het hij hoe hun ik in is je kan maar meer met mijn na naar niet nog nu of om onder ook op over te tegen toch toen tot uit van veel voor want waren was wat we wel werd wie wij wordt worden zal ze zich zij zijn zo zou",
    "sv": "alla att av blev bli blir då de dem den denna det detta du där efter eller en er ett från för ha hade han har hon hos hur i inte jag kan man med men mot ni nu när och om oss på samma sedan sig sin sina som så till under upp ut utan var vid vi vill är över",
    "no": "alle at av ble bli blir da de dem den denne der det dette du eller en er et etter for fra før ha hadde han har hun hvor i ikke inn jeg kan man med men mot ned nå når og om opp oss over på seg sin sine skal som så til under ut var ved vi vil være",
    "da": "af alle at blev bliver da de dem den denne der det dette du efter eller en er et for fra før ha havde han har hun hvor i ikke ind jeg kan man med men mod ned nu når og om op os over på sig sin sine skal som så til ud under var ved vi vil være",
    "cs": "a aby ale ani až bez bude by byl byla bylo být co či do i jak jako je jeho jej její jen ještě jsem jsou k kde kdy který která které ke mezi na nad ne nebo než o od po pod podle pro proti před při s se si tak také to u už v ve z za ze že",
    "tr": "acaba ama ancak arasında aynı bazı ben bir bu çok da daha de değil diye en gibi göre hem her için ile ise kadar ki mi mı ne neden o olan olarak oldu sonra şu üzere var ve veya ya yani",
    "ro": "a ai al ale am au ca care ce cel cei cele cu dar de din după el ea este eu fi fost în între îi iar la le lui mai nu o pe pentru prin s sa să se sau și spre sunt un una unei unui",
    "ar": "أن إن إلى التي الذي أو بعد بين ثم حتى خلال على عن عند غير في قال قد كان كانت كل لا لم لن ما مع من منذ هذا هذه هو هي و وقال يوم",
    "ko": "및 등 이 그 저 것 수 더 또 또는 위해 대해 대한 통해 따르 르면 밝혔 혔다 말했 했다 있다 된다 오늘 라고 에서 으로",
    "zh": "的 了 在 是 和 与 為 为 等 被 将 將 表示 报道 報道 報導 指出 进行 進行",
    "vi": "bị các cho có của cùng đã để đến được do khi là lại một này những ông bà ra rằng sẽ sau tại theo thì trong trên từ và vào về với",
}
STOPWORDS = {language: frozenset(fold(table).split()) for language, table in _TABLE.items()}
