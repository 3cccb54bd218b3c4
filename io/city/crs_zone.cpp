// Zones of Japan's plane rectangular coordinate system (Ministry of Land, Infrastructure and Transport, notice no. 9 of
// 10 January 2002), which assigns whole prefectures, parts of Hokkaido by subprefecture, and islands by meridians.
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

#include "io/city/crs.hpp"

namespace machi {
namespace {

struct Town {
  float lat_deg;
  float lon_deg;
  std::uint8_t zone;
};

// Seats of prefectures and subprefectures, and towns on both sides of the borders between zones, to 0.05°.
constexpr std::array towns = {
    // I: Nagasaki
    Town{32.75F, 129.87F, 1},
    Town{33.18F, 129.72F, 1},
    Town{32.70F, 128.84F, 1},
    Town{33.75F, 129.69F, 1},
    Town{34.20F, 129.29F, 1},
    Town{34.66F, 129.40F, 1},
    Town{32.84F, 130.05F, 1},
    Town{32.78F, 130.37F, 1},
    Town{32.63F, 130.24F, 1},
    Town{32.90F, 129.96F, 1},
    Town{33.34F, 129.69F, 1},
    Town{33.37F, 129.55F, 1},
    // II: Fukuoka, Saga, Kumamoto, Oita, Miyazaki, Kagoshima
    Town{33.59F, 130.40F, 2},
    Town{33.88F, 130.88F, 2},
    Town{33.94F, 130.96F, 2},
    Town{33.03F, 130.45F, 2},
    Town{33.25F, 130.30F, 2},
    Town{33.45F, 129.97F, 2},
    Town{33.26F, 129.88F, 2},
    Town{33.10F, 130.09F, 2},
    Town{33.19F, 130.02F, 2},
    Town{32.79F, 130.74F, 2},
    Town{32.46F, 130.19F, 2},
    Town{32.21F, 130.41F, 2},
    Town{33.24F, 131.61F, 2},
    Town{33.60F, 131.19F, 2},
    Town{33.56F, 131.73F, 2},
    Town{32.96F, 131.90F, 2},
    Town{31.91F, 131.42F, 2},
    Town{32.58F, 131.66F, 2},
    Town{31.56F, 130.56F, 2},
    Town{31.25F, 130.63F, 2},
    Town{31.81F, 130.30F, 2},
    Town{31.27F, 130.30F, 2},
    Town{32.02F, 130.19F, 2},
    Town{30.38F, 130.66F, 2},
    Town{30.73F, 130.99F, 2},
    // III: Yamaguchi, Shimane, Hiroshima
    Town{34.19F, 131.47F, 3},
    Town{33.96F, 130.94F, 3},
    Town{34.17F, 132.22F, 3},
    Town{33.92F, 132.25F, 3},
    Town{35.47F, 133.05F, 3},
    Town{34.68F, 131.84F, 3},
    Town{35.43F, 133.20F, 3},
    Town{36.20F, 133.33F, 3},
    Town{34.40F, 132.46F, 3},
    Town{34.49F, 133.36F, 3},
    Town{34.81F, 132.85F, 3},
    Town{34.41F, 133.20F, 3},
    Town{34.31F, 133.10F, 3},
    Town{34.86F, 133.02F, 3},
    Town{34.24F, 132.56F, 3},
    Town{35.20F, 133.00F, 3},
    // IV: Kagawa, Ehime, Tokushima, Kochi
    Town{34.34F, 134.04F, 4},
    Town{34.48F, 134.19F, 4},
    Town{34.13F, 133.66F, 4},
    Town{33.84F, 132.77F, 4},
    Town{34.07F, 133.00F, 4},
    Town{34.25F, 133.01F, 4},
    Town{33.22F, 132.56F, 4},
    Town{34.07F, 134.56F, 4},
    Town{34.18F, 134.61F, 4},
    Town{33.56F, 133.53F, 4},
    Town{32.78F, 132.96F, 4},
    Town{33.60F, 134.35F, 4},
    // V: Hyogo, Tottori, Okayama
    Town{34.69F, 135.20F, 5},
    Town{34.73F, 135.42F, 5},
    Town{34.83F, 135.42F, 5},
    Town{34.82F, 134.69F, 5},
    Town{34.27F, 134.73F, 5},
    Town{34.34F, 134.90F, 5},
    Town{35.54F, 134.82F, 5},
    Town{35.30F, 134.90F, 5},
    Town{35.07F, 135.22F, 5},
    Town{35.50F, 134.24F, 5},
    Town{35.43F, 133.33F, 5},
    Town{35.54F, 133.23F, 5},
    Town{35.20F, 133.33F, 5},
    Town{34.66F, 133.93F, 5},
    Town{34.50F, 133.51F, 5},
    Town{34.98F, 133.46F, 5},
    Town{34.54F, 133.67F, 5},
    Town{35.07F, 134.00F, 5},
    // VI: Kyoto, Osaka, Fukui, Shiga, Mie, Nara, Wakayama
    Town{35.02F, 135.76F, 6},
    Town{35.30F, 135.13F, 6},
    Town{35.62F, 135.06F, 6},
    Town{34.69F, 135.50F, 6},
    Town{34.78F, 135.47F, 6},
    Town{34.97F, 135.40F, 6},
    Town{34.40F, 135.31F, 6},
    Town{36.06F, 136.22F, 6},
    Town{36.21F, 136.23F, 6},
    Town{35.98F, 136.49F, 6},
    Town{36.22F, 136.15F, 6},
    Town{36.06F, 136.50F, 6},
    Town{35.65F, 136.06F, 6},
    Town{35.00F, 135.87F, 6},
    Town{35.38F, 136.27F, 6},
    Town{35.52F, 136.22F, 6},
    Town{34.72F, 136.51F, 6},
    Town{34.97F, 136.62F, 6},
    Town{35.06F, 136.68F, 6},
    Town{35.12F, 136.52F, 6},
    Town{34.49F, 136.71F, 6},
    Town{34.07F, 136.19F, 6},
    Town{34.69F, 135.83F, 6},
    Town{34.23F, 135.17F, 6},
    Town{33.73F, 135.99F, 6},
    Town{33.73F, 135.38F, 6},
    // VII: Ishikawa, Toyama, Gifu, Aichi
    Town{36.56F, 136.66F, 7},
    Town{36.40F, 136.45F, 7},
    Town{36.30F, 136.31F, 7},
    Town{36.25F, 136.37F, 7},
    Town{37.39F, 136.90F, 7},
    Town{37.44F, 137.26F, 7},
    Town{36.70F, 137.21F, 7},
    Town{36.75F, 137.02F, 7},
    Town{36.87F, 137.45F, 7},
    Town{36.95F, 137.56F, 7},
    Town{35.42F, 136.76F, 7},
    Town{35.36F, 136.61F, 7},
    Town{35.37F, 136.47F, 7},
    Town{36.14F, 137.25F, 7},
    Town{35.49F, 137.50F, 7},
    Town{35.88F, 136.88F, 7},
    Town{35.18F, 136.91F, 7},
    Town{35.10F, 136.80F, 7},
    Town{34.77F, 137.39F, 7},
    Town{35.08F, 137.16F, 7},
    Town{34.67F, 137.27F, 7},
    Town{35.14F, 137.75F, 7},
    // VIII: Niigata, Nagano, Yamanashi, Shizuoka
    Town{37.90F, 139.02F, 8},
    Town{38.22F, 139.48F, 8},
    Town{38.05F, 138.37F, 8},
    Town{37.15F, 138.24F, 8},
    Town{37.04F, 137.86F, 8},
    Town{37.45F, 138.85F, 8},
    Town{36.93F, 138.82F, 8},
    Town{37.65F, 139.45F, 8},
    Town{36.65F, 138.18F, 8},
    Town{36.24F, 137.97F, 8},
    Town{36.35F, 138.59F, 8},
    Town{35.51F, 137.83F, 8},
    Town{35.84F, 137.69F, 8},
    Town{35.83F, 137.95F, 8},
    Town{36.70F, 137.85F, 8},
    Town{35.66F, 138.57F, 8},
    Town{35.61F, 138.95F, 8},
    Town{35.49F, 138.80F, 8},
    Town{34.98F, 138.38F, 8},
    Town{34.71F, 137.73F, 8},
    Town{34.70F, 137.49F, 8},
    Town{35.10F, 138.86F, 8},
    Town{35.10F, 139.07F, 8},
    Town{35.31F, 138.93F, 8},
    Town{34.68F, 138.95F, 8},
    Town{35.08F, 137.86F, 8},
    // IX: Tokyo, Fukushima, Tochigi, Ibaraki, Saitama, Chiba, Gunma, Kanagawa
    Town{35.69F, 139.69F, 9},
    Town{35.73F, 139.10F, 9},
    Town{34.75F, 139.36F, 9},
    Town{33.11F, 139.79F, 9},
    Town{37.76F, 140.47F, 9},
    Town{37.49F, 139.93F, 9},
    Town{37.20F, 139.55F, 9},
    Town{37.05F, 140.89F, 9},
    Town{37.80F, 140.92F, 9},
    Town{37.65F, 139.65F, 9},
    Town{36.57F, 139.88F, 9},
    Town{36.88F, 139.68F, 9},
    Town{36.37F, 140.47F, 9},
    Town{35.86F, 139.65F, 9},
    Town{35.99F, 139.08F, 9},
    Town{35.61F, 140.12F, 9},
    Town{34.99F, 139.87F, 9},
    Town{35.73F, 140.83F, 9},
    Town{36.39F, 139.06F, 9},
    Town{36.50F, 138.75F, 9},
    Town{36.68F, 138.99F, 9},
    Town{36.30F, 138.80F, 9},
    Town{35.44F, 139.64F, 9},
    Town{35.26F, 139.15F, 9},
    Town{35.23F, 139.03F, 9},
    Town{35.59F, 139.14F, 9},
    Town{36.62F, 138.60F, 9},
    // X: Aomori, Akita, Yamagata, Iwate, Miyagi
    Town{40.82F, 140.74F, 10},
    Town{41.28F, 141.18F, 10},
    Town{41.45F, 140.92F, 10},
    Town{41.19F, 140.45F, 10},
    Town{39.72F, 140.10F, 10},
    Town{38.24F, 140.36F, 10},
    Town{38.73F, 139.83F, 10},
    Town{38.06F, 139.74F, 10},
    Town{37.92F, 140.12F, 10},
    Town{39.70F, 141.15F, 10},
    Town{38.27F, 140.87F, 10},
    Town{37.95F, 140.90F, 10},
    Town{38.00F, 140.62F, 10},
    Town{38.55F, 139.55F, 10},
    // XI: south-western Hokkaido (Oshima, Hiyama, Shiribeshi, Date, Toyoura, Sobetsu, Toyako)
    Town{41.77F, 140.73F, 11},
    Town{41.43F, 140.11F, 11},
    Town{41.87F, 140.13F, 11},
    Town{42.19F, 139.52F, 11},
    Town{42.50F, 140.37F, 11},
    Town{42.90F, 140.76F, 11},
    Town{43.19F, 141.00F, 11},
    Town{43.19F, 140.78F, 11},
    Town{42.47F, 140.86F, 11},
    Town{42.55F, 140.77F, 11},
    Town{42.85F, 140.90F, 11},
    Town{41.96F, 141.00F, 11},
    // XII: Hokkaido between them (Sapporo, Asahikawa, Wakkanai, Muroran, Tomakomai, …)
    Town{43.06F, 141.35F, 12},
    Town{43.16F, 141.25F, 12},
    Town{42.97F, 141.17F, 12},
    Town{42.32F, 140.97F, 12},
    Town{42.41F, 141.10F, 12},
    Town{42.63F, 141.60F, 12},
    Town{42.17F, 142.77F, 12},
    Town{42.02F, 143.15F, 12},
    Town{43.77F, 142.36F, 12},
    Town{43.34F, 142.38F, 12},
    Town{42.98F, 142.40F, 12},
    Town{44.36F, 142.46F, 12},
    Town{45.41F, 141.67F, 12},
    Town{45.18F, 141.24F, 12},
    Town{44.36F, 143.35F, 12},
    Town{44.06F, 143.52F, 12},
    Town{43.94F, 141.64F, 12},
    // XIII: eastern Hokkaido (Kitami, Obihiro, Kushiro, Abashiri, Nemuro)
    Town{43.80F, 143.90F, 13},
    Town{44.02F, 144.27F, 13},
    Town{44.02F, 143.77F, 13},
    Town{43.91F, 144.67F, 13},
    Town{42.92F, 143.20F, 13},
    Town{43.10F, 142.80F, 13},
    Town{42.30F, 143.31F, 13},
    Town{43.24F, 143.55F, 13},
    Town{42.98F, 144.38F, 13},
    Town{43.33F, 145.59F, 13},
    Town{44.02F, 145.19F, 13},
    Town{43.63F, 143.61F, 13},
    Town{44.02F, 145.86F, 13},
    Town{44.95F, 147.65F, 13},
};

// A place farther from every town is not in Japan (or at sea).
constexpr double reach_deg = 1.0;

bool is_abroad(double lat, double lon) {
  const bool korea = lon < 130.0 && lat > 34.75;
  const bool russia = lat > 45.75 || (lon < 137.0 && lat > 38.6);
  return korea || russia;
}

// South of the main islands the notice draws meridians (Okinawa: XV to XVII; Ogasawara: XIV, XVIII, XIX).
std::optional<int> southern_zone(double lat, double lon) {
  if (lat >= 28 || lat < 20 || lon < 122.8 || lon > 154.5) return std::nullopt;
  if (lon >= 143) return 19;
  if (lon >= 140.5) return 14;
  if (lon >= 134) return 18;
  if (lat >= 27 && lon >= 128.3 && lon <= 130.22) return 1;  // the Amami islands
  if (lon < 126) return 16;
  return lon > 130 ? 17 : 15;
}

}  // namespace

std::optional<int> plane_rectangular_zone(double lat_deg, double lon_deg) {
  if (!(lat_deg >= 20 && lat_deg <= 46 && lon_deg >= 122.8 && lon_deg <= 154.5)) return std::nullopt;
  if (const auto zone = southern_zone(lat_deg, lon_deg)) return zone;
  if (is_abroad(lat_deg, lon_deg)) return std::nullopt;
  // Kagoshima's islands west of 130° (Amami, Tokara).
  if (lat_deg < 30.2 && lon_deg >= 128.3 && lon_deg <= 130.22) return 1;
  const double shrink = std::cos(lat_deg * std::numbers::pi / 180);
  double nearest = std::numeric_limits<double>::max();
  int zone = 0;
  for (const Town& town : towns) {
    const double north = lat_deg - static_cast<double>(town.lat_deg);
    const double east = (lon_deg - static_cast<double>(town.lon_deg)) * shrink;
    const double squared = north * north + east * east;
    if (squared >= nearest) continue;
    nearest = squared;
    zone = town.zone;
  }
  if (nearest > reach_deg * reach_deg) return std::nullopt;
  return zone;
}

}  // namespace machi
