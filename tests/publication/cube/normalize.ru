# Phase 1 of the normalization. Source: W3C, The RDF Data Cube Vocabulary (2014), section 10.
# Phase 2 pushes down what is attached to data sets and slices; our cubes attach nothing to them.
PREFIX qb: <http://purl.org/linked-data/cube#>
INSERT { ?o a qb:Observation . } WHERE { [] qb:observation ?o . } ;
INSERT { ?o a qb:Observation . } WHERE { ?o qb:dataSet [] . } ;
INSERT { ?s a qb:Slice . } WHERE { [] qb:slice ?s . } ;
INSERT { ?cs qb:componentProperty ?p . ?p a qb:DimensionProperty . } WHERE { ?cs qb:dimension ?p . } ;
INSERT { ?cs qb:componentProperty ?p . ?p a qb:MeasureProperty . } WHERE { ?cs qb:measure ?p . } ;
INSERT { ?cs qb:componentProperty ?p . ?p a qb:AttributeProperty . } WHERE { ?cs qb:attribute ?p . }
