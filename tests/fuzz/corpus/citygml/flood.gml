<?xml version="1.0" encoding="UTF-8"?>
<core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0" xmlns:gml="http://www.opengis.net/gml">
<gml:boundedBy><gml:Envelope srsName="http://www.opengis.net/def/crs/EPSG/0/6697" srsDimension="3"><gml:lowerCorner>35.60 139.70 0</gml:lowerCorner><gml:upperCorner>35.61 139.72 50</gml:upperCorner></gml:Envelope></gml:boundedBy>
<core:cityObjectMember><wtr:WaterBody><wtr:lod1MultiSurface><gml:MultiSurface srsName="EPSG:6668" srsDimension="2"><gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:pos>35.6 139.7</gml:pos><gml:pos>35.6 139.8</gml:pos><gml:pos>35.7 139.8</gml:pos></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></wtr:lod1MultiSurface><uro:floodingRiskAttribute><uro:TsunamiRiskAttribute><uro:rank>2</uro:rank></uro:TsunamiRiskAttribute></uro:floodingRiskAttribute></wtr:WaterBody></core:cityObjectMember>
</core:CityModel>
