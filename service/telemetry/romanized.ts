/**
 * Surnames as passports write them, in Wade-Giles and Pinyin: those of nine in ten people in Taiwan (Ministry of the
 * Interior, 全國姓名統計分析, 2023), without those that begin English sentences or days.
 */
const SURNAMES =
  "Chen Lin Huang Chang Zhang Lee Li Wang Wu Liu Tsai Cai Yang Hsu Xu Cheng Zheng Hsieh Xie Hung Kuo Guo Chiu Qiu Tseng " +
  "Zeng Liao Lai Chou Zhou Yeh Ye Su Chuang Zhuang Lu Lyu Chiang Jiang Ho Hsiao Xiao Lo Luo Kao Gao Pan Chien Jian Chu " +
  "Zhu Chung Zhong Peng Yu Chan Zhan Hu Shih Shi Shen Fang Sung Tu Teng Deng Fan Wei Weng Tang Tung Dong Hou Wen Ting " +
  "Ding Tsao Cao Ke Ko Yen Yan Pai Bai Liang Ruan Juan Nguyen";
const SURNAME = SURNAMES.split(" ")
  .flatMap((name) => [name, name.toUpperCase()])
  .join("|");
const GIVEN = "[A-Z][A-Za-z]+(?:-[A-Za-z]+|\\s[A-Z][A-Za-z]+)?";
const STREET = "(?:Rd|Road|St|Street|Ave|Avenue|Blvd|Boulevard|Ln|Lane|Aly|Alley)\\b\\.?";
const REGION = "(?:,\\s*[A-Z][\\w' -]{1,30}\\b(?:Dist|District|City|County|Township)\\b\\.?)*(?:,?\\s+\\d{3,6}\\b)?";

/** Names and addresses of people in Latin letters, as forms and passports in Taiwan write them. */
export const ROMANIZED: readonly RegExp[] = [
  // 5F., No. 7, Sec. 5, Xinyi Rd., Xinyi Dist., Taipei City 110
  new RegExp(`(?:\\b\\d+F\\.?(?:-\\d+)?,?\\s*)?\\bNo\\.?\\s?\\d[^\\n"]{0,80}?\\b${STREET}${REGION}`, "g"),
  // Xinyi Rd., Sec. 5, No. 7; 100 Main Street
  new RegExp(`\\b[A-Z][a-z]+\\s(?:[NESW]\\.\\s)?${STREET}[,\\s]+(?:Sec\\.?\\s*\\d+[,\\s]+)?No\\.?\\s?\\d+`, "g"),
  new RegExp(`\\b\\d+\\s(?:[A-Z][a-z]+\\s){1,3}${STREET}${REGION}`, "g"),
  // Lin Mei-Hua; LIN, MEI HUA
  new RegExp(`\\b(?:${SURNAME}),?\\s${GIVEN}\\b`, "g"),
  // Mei-Hua Lin
  new RegExp(`\\b${GIVEN}\\s(?:${SURNAME})\\b`, "g"),
];

/** What all of those have: two words that begin with a capital, or a number of a house. */
export const CAPITALS = /[A-Z][\w.'-]*[,\s]+[A-Z]|\bNo\.?\s?\d/;
