/**
 * Signs that people write in addresses and the official ones after them: simplified, Japanese, and 巿 (fú) that looks like 市.
 * None that is also the official sign of a place stands here: 后里 and 松山 stay.
 */
const WRITTEN_AND_OFFICIAL =
  "区區县縣乡鄉镇鎮号號楼樓层層栋棟东東内內湾灣岛島屿嶼边邊门門关關头頭总總户戶巿市駅驛" +
  "桥橋庄莊万萬华華芦蘆树樹义義龙龍双雙国國园園兰蘭莲蓮丰豐宁寧兴興庆慶荣榮乐樂应應罗羅连連" +
  "铁鐵钢鋼铜銅银銀绿綠红紅黄黃丽麗凤鳳鹤鶴鸿鴻鸡雞马馬鸟鳥鱼魚龟龜济濟汉漢渔漁泽澤沢澤滨濱涛濤沟溝" +
  "欢歡环環会會际際坚堅节節经經贤賢宪憲协協学學训訓严嚴盐鹽杨楊药藥业業阴陰阳陽远遠运運长長张張赵趙" +
  "郑鄭陈陳刘劉陆陸孙孫苏蘇证證钟鐘众眾种種温溫爱愛宝寶宾賓场場车車诚誠达達岗崗岭嶺广廣归歸贵貴怀懷辉輝" +
  "剑劍军軍开開矿礦劳勞历歷励勵邻鄰满滿梦夢农農欧歐亲親权權让讓润潤圣聖胜勝师師实實寿壽顺順体體条條厅廳" +
  "图圖団團团團卫衛为為乌烏务務献獻线線亚亞艺藝忆憶营營员員战戰纸紙转轉壮壯锦錦桦樺枫楓樱櫻桜櫻泷瀧滝瀧円圓";
const SIGNS = Array.from(WRITTEN_AND_OFFICIAL);
const OFFICIAL = new Map(SIGNS.flatMap((sign, at) => (at % 2 === 0 ? [[sign, SIGNS[at + 1] ?? sign]] : [])));
/** Where 台 is written for 臺 in a place's official name: 臺北, 臺中, 臺南, 臺東, 臺西, 臺灣. */
const TERRACE = /台(?=[北中南東西灣])/g;

/** A city, a district or an address as the Ministry of the Interior writes it, without spaces: 台北市 becomes 臺北市. */
export function officialPlace(text: string): string {
  return Array.from(text.normalize("NFKC").replaceAll(/\s+/g, ""), (sign) => OFFICIAL.get(sign) ?? sign)
    .join("")
    .replaceAll(TERRACE, "臺");
}
