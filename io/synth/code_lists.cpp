#include "io/synth/code_lists.hpp"

#include <array>
#include <span>
#include <string_view>

#include "io/synth/output.hpp"
#include "io/synth/text.hpp"

namespace machi::synth {
namespace {

struct Entry {
  std::string_view code;
  std::string_view text;
};

struct List {
  std::string_view name;
  std::span<const Entry> entries;
};

constexpr std::array usage{Entry{"401", "業務"},
                           Entry{"402", "商業"},
                           Entry{"403", "宿泊"},
                           Entry{"404", "商業系複合"},
                           Entry{"411", "住宅"},
                           Entry{"412", "共同住宅"},
                           Entry{"413", "店舗併用住宅"},
                           Entry{"414", "店舗併用共同住宅"},
                           Entry{"415", "作業所併用住宅"},
                           Entry{"421", "官公庁"},
                           Entry{"422", "文教・厚生"},
                           Entry{"431", "運輸・倉庫"},
                           Entry{"441", "工場"},
                           Entry{"451", "農林漁業"},
                           Entry{"452", "供給・処理"},
                           Entry{"454", "その他"},
                           Entry{"461", "不明"}};
constexpr std::array building_class{Entry{"3001", "普通建物"}, Entry{"3002", "堅ろう建物"}, Entry{"3003", "普通無壁舎"},
                                    Entry{"3004", "堅ろう無壁舎"}};
constexpr std::array structure{Entry{"601", "木造"},
                               Entry{"602", "鉄骨鉄筋コンクリート造"},
                               Entry{"603", "鉄筋コンクリート造"},
                               Entry{"604", "鉄骨造"},
                               Entry{"605", "軽量鉄骨造"},
                               Entry{"606", "れんが・ブロック・石造"},
                               Entry{"611", "不明"}};
constexpr std::array fireproof{Entry{"1001", "耐火"}, Entry{"1002", "準耐火"}, Entry{"1003", "その他"},
                               Entry{"1011", "不明"}};
constexpr std::array roof{Entry{"1", "切妻"}, Entry{"2", "寄棟"}, Entry{"4", "陸屋根"}};
constexpr std::array land_use{Entry{"201", "田"},
                              Entry{"202", "畑"},
                              Entry{"203", "山林"},
                              Entry{"204", "水面"},
                              Entry{"205", "その他の自然地"},
                              Entry{"211", "住宅用地"},
                              Entry{"212", "商業用地"},
                              Entry{"213", "工業用地"},
                              Entry{"214", "公益施設用地"},
                              Entry{"215", "道路用地"},
                              Entry{"216", "交通施設用地"},
                              Entry{"217", "公園などの公共空地"},
                              Entry{"219", "農林漁業施設用地"},
                              Entry{"222", "平面駐車場"},
                              Entry{"224", "低未利用地"}};
constexpr std::array urban_plan{Entry{"21", "都市計画区域"}};
constexpr std::array zones{Entry{"0", "用途地域の指定なし"}, Entry{"1", "第1種低層住居専用地域"},
                           Entry{"5", "第1種住居地域"},      Entry{"9", "近隣商業地域"},
                           Entry{"10", "商業地域"},          Entry{"12", "工業地域"}};
constexpr std::array authorities{Entry{"12", "架空県"}, Entry{"12999", "架空県海町市"}};
constexpr std::array road_class{Entry{"1040", "道路"}};
constexpr std::array road_function{Entry{"3", "都道府県道"}, Entry{"4", "市町村道"},
                                   Entry{"14", "狭あい道路（みなし道路）"}};
constexpr std::array traffic{Entry{"1000", "車道"}, Entry{"1020", "車道の交差部"}, Entry{"2000", "歩道"}};
constexpr std::array width{Entry{"1", "幅員15m以上"}, Entry{"2", "幅員6m以上15m未満"}, Entry{"3", "幅員4m以上6m未満"},
                           Entry{"4", "幅員4m未満"}};
constexpr std::array section{Entry{"1", "通常区間"}, Entry{"2", "高架橋"}, Entry{"3", "橋梁"}, Entry{"4", "交差部"}};
constexpr std::array water_class{Entry{"1000", "海"}, Entry{"1030", "河川"}, Entry{"1140", "浸水域"}};
constexpr std::array water_function{Entry{"1", "洪水浸水想定区域"}, Entry{"2", "津波浸水想定"}};
constexpr std::array river{Entry{"1", "町川水系町川（架空）"}};
constexpr std::array tsunami{Entry{"1", "海町市津波浸水想定（架空）"}};
constexpr std::array rank{Entry{"1", "0.5m未満"},      Entry{"2", "0.5m以上3m未満"}, Entry{"3", "3m以上5m未満"},
                          Entry{"4", "5m以上10m未満"}, Entry{"5", "10m以上20m未満"}, Entry{"6", "20m以上"}};
constexpr std::array administrator{Entry{"1", "国の管理"}, Entry{"2", "都道府県の管理"}};
constexpr std::array scale{Entry{"1", "計画規模（L1）"}, Entry{"2", "想定最大規模（L2）"}};
constexpr std::array bridge_class{Entry{"01", "桁橋"}};
constexpr std::array bridge_function{Entry{"01", "道路橋"}};
constexpr std::array bridge_lod{Entry{"2.1", "床版と主桁"}};
constexpr std::array valid_type{Entry{"1", "決定"}};
constexpr std::array geometry_source{Entry{"901", "推定"}};
constexpr std::array theme_source{Entry{"700", "その他の資料"}};
constexpr std::array height_type{Entry{"1", "最高の高さ"}};

constexpr std::array lists{
    List{"Building_usage", usage},
    List{"Building_class", building_class},
    List{"BuildingDetailAttribute_buildingStructureType", structure},
    List{"BuildingDetailAttribute_fireproofStructureType", fireproof},
    List{"Building_roofType", roof},
    List{"Common_landUseType", land_use},
    List{"Common_urbanPlanType", urban_plan},
    List{"Common_districtsAndZonesType", zones},
    List{"Common_localPublicAuthorities", authorities},
    List{"TransportationComplex_class", road_class},
    List{"Road_function", road_function},
    List{"TrafficArea_function", traffic},
    List{"RoadStructureAttribute_widthType", width},
    List{"RoadStructureAttribute_sectionType", section},
    List{"Bridge_class", bridge_class},
    List{"Bridge_function", bridge_function},
    List{"Bridge_lodType", bridge_lod},
    List{"Common_validType", valid_type},
    List{"WaterBody_class", water_class},
    List{"WaterBody_function", water_function},
    List{"RiverFloodingRiskAttribute_description", river},
    List{"RiverFloodingRiskAttribute_rank", rank},
    List{"RiverFloodingRiskAttribute_adminType", administrator},
    List{"RiverFloodingRiskAttribute_scale", scale},
    List{"TsunamiRiskAttribute_description", tsunami},
    List{"TsunamiRiskAttribute_rank", rank},
    List{"DataQualityAttribute_geometrySrcDesc", geometry_source},
    List{"DataQualityAttribute_thematicSrcDesc", theme_source},
    List{"DataQualityAttribute_lod1HeightType", height_type},
};

}  // namespace

std::int64_t write_code_lists(const std::string& directory, std::int64_t& bytes) {
  for (const List& list : lists) {
    Text text;
    text.put(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gml:Dictionary xmlns:gml=\"http://www.opengis.net/gml\" "
        "gml:id=\"cl_",
        list.name, "\">\n<gml:name>", list.name, "</gml:name>\n");
    std::int64_t number = 0;
    for (const Entry& entry : list.entries) {
      text.put("<gml:dictionaryEntry>\n<gml:Definition gml:id=\"", list.name, "_");
      text.number(++number);
      text.put("\">\n<gml:description>", entry.text, "</gml:description>\n<gml:name>", entry.code,
               "</gml:name>\n</gml:Definition>\n</gml:dictionaryEntry>\n");
    }
    text.put("</gml:Dictionary>\n");
    bytes += write_file(directory + "/codelists/" + std::string(list.name) + ".xml", {text.bytes()});
  }
  return static_cast<std::int64_t>(lists.size());
}

}  // namespace machi::synth
