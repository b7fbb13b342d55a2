package watch

import "strings"

// cityTable is China's larger cities by the names in use, with where their centres lie, in degrees to one digit: as near as the name of a
// city says where somebody is. Spellings that two cities share (Suzhou, Fuzhou, Taizhou, Yichun) are left out and only their characters
// stand here; so is Chongqing, which is wider than what rules call far.
const cityTable = `
beijing 北京 39.9 116.4
shanghai 上海 31.2 121.5
tianjin 天津 39.1 117.2
guangzhou 广州 23.1 113.3
shenzhen 深圳 22.5 114.1
hangzhou 杭州 30.3 120.2
chengdu 成都 30.6 104.1
wuhan 武汉 30.6 114.3
xian 西安 34.3 108.9
nanjing 南京 32.1 118.8
qingdao 青岛 36.1 120.4
changsha 长沙 28.2 112.9
kunming 昆明 25.0 102.7
harbin 哈尔滨 45.8 126.5
- 苏州 31.3 120.6
- 福州 26.1 119.3
- 台州 28.7 121.4
- 泰州 32.5 119.9
shenyang 沈阳 41.8 123.4
dalian 大连 38.9 121.6
changchun 长春 43.9 125.3
jilin 吉林 43.8 126.5
anshan 鞍山 41.1 123.0
qiqihar 齐齐哈尔 47.4 123.9
daqing 大庆 46.6 125.1
shijiazhuang 石家庄 38.0 114.5
tangshan 唐山 39.6 118.2
baoding 保定 38.9 115.5
handan 邯郸 36.6 114.5
qinhuangdao 秦皇岛 39.9 119.6
taiyuan 太原 37.9 112.5
datong 大同 40.1 113.3
hohhot 呼和浩特 40.8 111.7
baotou 包头 40.7 109.8
ordos 鄂尔多斯 39.6 109.8
jinan 济南 36.7 117.0
yantai 烟台 37.5 121.4
weifang 潍坊 36.7 119.2
linyi 临沂 35.1 118.4
zibo 淄博 36.8 118.1
jining 济宁 35.4 116.6
weihai 威海 37.5 122.1
zhengzhou 郑州 34.7 113.6
luoyang 洛阳 34.6 112.5
nanyang 南阳 33.0 112.5
kaifeng 开封 34.8 114.3
hefei 合肥 31.8 117.3
wuhu 芜湖 31.4 118.4
bengbu 蚌埠 32.9 117.4
wuxi 无锡 31.6 120.3
changzhou 常州 31.8 120.0
nantong 南通 32.0 120.9
xuzhou 徐州 34.3 117.2
yangzhou 扬州 32.4 119.4
yancheng 盐城 33.3 120.2
zhenjiang 镇江 32.2 119.4
lianyungang 连云港 34.6 119.2
ningbo 宁波 29.9 121.5
wenzhou 温州 28.0 120.7
shaoxing 绍兴 30.0 120.6
jiaxing 嘉兴 30.7 120.8
jinhua 金华 29.1 119.6
huzhou 湖州 30.9 120.1
yiwu 义乌 29.3 120.1
xiamen 厦门 24.5 118.1
quanzhou 泉州 24.9 118.7
zhangzhou 漳州 24.5 117.6
putian 莆田 25.4 119.0
nanchang 南昌 28.7 115.9
ganzhou 赣州 25.8 114.9
jiujiang 九江 29.7 116.0
yichang 宜昌 30.7 111.3
xiangyang 襄阳 32.0 112.1
jingzhou 荆州 30.3 112.2
hengyang 衡阳 26.9 112.6
yueyang 岳阳 29.4 113.1
zhuzhou 株洲 27.8 113.1
xiangtan 湘潭 27.8 112.9
changde 常德 29.0 111.7
dongguan 东莞 23.0 113.7
foshan 佛山 23.0 113.1
zhuhai 珠海 22.3 113.6
zhongshan 中山 22.5 113.4
huizhou 惠州 23.1 114.4
shantou 汕头 23.4 116.7
jiangmen 江门 22.6 113.1
zhanjiang 湛江 21.3 110.4
nanning 南宁 22.8 108.4
liuzhou 柳州 24.3 109.4
guilin 桂林 25.3 110.3
beihai 北海 21.5 109.1
haikou 海口 20.0 110.3
sanya 三亚 18.3 109.5
guiyang 贵阳 26.6 106.7
zunyi 遵义 27.7 106.9
lijiang 丽江 26.9 100.2
dali 大理 25.6 100.3
mianyang 绵阳 31.5 104.7
leshan 乐山 29.6 103.8
yibin 宜宾 28.8 104.6
luzhou 泸州 28.9 105.4
lhasa 拉萨 29.7 91.1
lanzhou 兰州 36.1 103.8
xining 西宁 36.6 101.8
yinchuan 银川 38.5 106.2
urumqi 乌鲁木齐 43.8 87.6
baoji 宝鸡 34.4 107.2
xianyang 咸阳 34.3 108.7
hongkong 香港 22.3 114.2
macau 澳门 22.2 113.5
`

// cityPlaces is the cities by each of their names.
var cityPlaces = readCities()

func readCities() map[string][2]float64 {
	places := map[string][2]float64{}
	for _, f := range cityFields() {
		at := [2]float64{tenths(f[2]), tenths(f[3])}
		places[f[1]] = at
		if f[0] != "-" {
			places[f[0]] = at
		}
	}
	return places
}

// cityFields is the table's lines: two names, of which the first may be a dash for none, latitude and longitude.
func cityFields() (list [][]string) {
	for line := range strings.Lines(strings.TrimSpace(cityTable)) {
		list = append(list, strings.Fields(line))
	}
	return list
}

// tenths reads a number with one digit after the point.
func tenths(s string) float64 {
	n := 0
	for _, digit := range strings.Replace(s, ".", "", 1) {
		n = 10*n + int(digit-'0')
	}
	return float64(n) / 10
}

// CityPlace returns where the centre of a city lies, in degrees to one digit; ok is false for a city that is not known. Case, spaces,
// apostrophes and a trailing 市 make no difference.
func CityPlace(name string) (lat, lon float64, ok bool) {
	if at, ok := cityPlaces[name]; ok {
		return at[0], at[1], true
	}
	at, ok := cityPlaces[cityName.Replace(strings.ToLower(strings.TrimSuffix(name, "市")))]
	return at[0], at[1], ok
}

// cityName takes out of a name what is written now and then.
var cityName = strings.NewReplacer(" ", "", "'", "", "’", "", "-", "")
