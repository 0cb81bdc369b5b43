<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" sourcelanguage="en">
 <context>
  <name>Actions</name>
  <message>
   <source>&amp;Accept the estimate</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Add photos...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;All keys</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Analyse</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Check the case’s log</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Correct the place...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Export...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;File</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Fit to the result</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Help</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Layers</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Locate</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Models and indexes...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;New case...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Next photo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Open case...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Paste files</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Pause</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Photos panel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Quit</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Reject the estimate</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Report...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Result panel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Save a copy of the case...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Stop now</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Undo the decision</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;View</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A&amp;bout and licences</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add a &amp;folder...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add map &amp;tiles (MBTiles)...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fi&amp;lter photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give the case a &amp;name...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Locate or pause</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Locate what fai&amp;led again</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open &amp;recent</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open the &amp;sample case</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pre&amp;vious photo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>R&amp;edo the decision</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Read the &amp;words in the picture, small ones, too</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Se&amp;ttings...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stop &amp;after this photo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The photo and its &amp;words</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Tools</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Write a &amp;note...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Zoom &amp;in</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Zoom &amp;out</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Answer</name>
  <message>
   <source>Middle of the area: {place}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Not located</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show on the map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Try again</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Warning</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{place}: {share} of the chance lies nearest to it</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Card</name>
  <message numerus="yes">
   <source>%n more here: click again</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>Close</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy as {form}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Point on the map</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>CaseFiles</name>
  <message>
   <source>Cases (*{suffix})</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give the case a name</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>New case</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open case</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Save a copy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>That did not work</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The case is damaged</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The case was not opened</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Use that window, or close it first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>unnamed case</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} copy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is open in another window.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Controls</name>
  <message>
   <source>Coordinates under the cursor</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Fit to the result (F)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Layers</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Layers of the map (L)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Zoom in (+)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Zoom out (-)</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Correction</name>
  <message>
   <source>45.764, 4.836 · 31TFL4274 · Paris, Texas</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Cancel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Coordinates or place</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Drag the pin on the map, or type where it was taken:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No place of that name is known.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Places of that name</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take this position</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Try the next larger town, or coordinates.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>CountryBars</name>
  <message>
   <source>Chance by country: {shares}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The chance by country:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>at sea</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>DecisionBar</name>
  <message>
   <source>Accept</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Correct</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Decision</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Note</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Reject</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{what} (key {key})</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Details</name>
  <message>
   <source>Copy as text</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy {title} as text</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Drops</name>
  <message>
   <source> or more</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add 1 photo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add photos</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>Add {number} photos</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>Import the model {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No photos in it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open the case {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show the map tiles {name}</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>EvidenceStrip</name>
  <message>
   <source>Evidence</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Evidence so far; no estimate yet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Far</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Near</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Near or far</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The places that look least like it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The places that look most like it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>a point of {index}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>similarity {figure}</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>ExportDialog</name>
  <message>
   <source>&amp;Format</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>1 decided</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>1 photo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Also</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Beginning of the file</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>CSV, a table</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Decision</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Estimate</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Export</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Format</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>GPX, waypoints</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>GeoJSON, for maps and scripts</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>HTML page with a map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Half within</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How it will be written</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>KML, for Google Earth and others</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>KMZ, with small pictures of the photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Not exported</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Photo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Report as HTML</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Report as PDF</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What goes in</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Writing {name}...</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>all photos ({number})</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>areas</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>candidates</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>far neighbours</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>near neighbours</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>own GPS</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>smallest areas</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>the selected ones ({number})</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message numerus="yes">
   <source>{number} decided</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message numerus="yes">
   <source>{number} photos</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message numerus="yes">
   <source>{number} without a result are left out</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
 </context>
 <context>
  <name>ExportTask</name>
  <message>
   <source>A photo was taken out of the case meanwhile.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing was written. Export what is left.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>IndexBuilding</name>
  <message>
   <source>Build</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Build an index from your own geotagged photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Continue</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Folder of geotagged photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Folder of photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Folder of photos with GPS positions</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Image encoder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It ended without a word. Continue tries again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Looking for photos...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name of the index</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Pause</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Paused. What is done is kept; Continue goes on.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Progress of the index</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The encoder that makes the photos comparable</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>arranging {total} places</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{done} of {total} photos</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>{number} photos were skipped, most for want of GPS.</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message numerus="yes">
   <source>{number} places in the index.</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>{rate}/s</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>LayersPanel</name>
  <message>
   <source>Layers of the map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Rebuilt from the candidates, the neighbours and the 50 % radius</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove map tiles</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>MainWindow</name>
  <message>
   <source>1 photo is not located yet.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Language</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No photos were added</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Not all photos were added</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Not saved</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open it again and add the folder once more: photos that are in it already are passed over.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Photos are still being looked for.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Quit</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Settings</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Stay</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The case that came with the photos was not opened.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The settings were not saved</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Those that are not in the list yet will not be in the case.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>To have them in this case, add them without the other one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What is not located stays in the case and goes on the next time.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Written: {path}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>case: {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{case} was closed while photos were still being looked for. Those that were not found yet are in no case.</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>{number} photos are not located yet.</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
 </context>
 <context>
  <name>Map</name>
  <message>
   <source>Candidate {rank}: {share} of the chance lies nearest to it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Candidates</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Centre the map here</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy {coordinates}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Corrected position</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Density</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Estimate with its areas</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Far neighbour {rank}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Far neighbours</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>From the index {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>MGRS</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Map tiles</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Near neighbour {rank}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Near neighbours</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Put here by the analyst</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Similarity {value}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Smallest areas</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The photo was taken here</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The photo's own GPS</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Written into the file; the estimate made no use of it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>decimal degrees</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>degrees, minutes, seconds</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>plus code</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>© Natural Earth, GeoNames (CC BY 4.0)</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>MapView</name>
  <message>
   <source>Map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No result is shown.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Period and comma step through the points; arrows, plus and minus move.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Preliminary: these places look like it. The estimate is to come.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>ModelWords</name>
  <message>
   <source>The model’s words, unverified</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{place}: {share} of its choice</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>ModelsPage</name>
  <message>
   <source>All files (*)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Already installed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>An index of places without photos, from a location model</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import a folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import a folder...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import files</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import files...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Index written: 1 photo</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>Index written: {number} photos</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>Installed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It is deleted from {folder}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Keep</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make its index</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Models and indexes</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Models and packs</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Models come on a stick or disk: import them here, or drop them on this window. Each is checked before it is used, and nothing is ever downloaded.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Not needed: {names} and {more} more.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Not needed: {names}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open the folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Progress</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove {name}?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>These indexes cannot be searched without it: {names}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Verify</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Verify all</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What was done</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>PackList</name>
  <message>
   <source>From</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Further scripts</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Image encoders</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Indexes of geotagged places</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Installed models and indexes</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It cannot be read.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Language models that see</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Location models</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>None. Build one from your own geotagged photos below.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>None. Without one no photo can be compared.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>None; photos are located without. A LLaVA model is two .gguf files: </source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Not usable</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Only the one to start with, good for hints. A CLIP model is a folder with ONNX files: import it, or put it into {folder}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Only the one to start with. Build one of your own geotagged photos below, or import one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Size</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What it is</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>comes with it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>import them, or put them into {folder}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>licence not stated</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>linked</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>look at the photo and at its neighbours; one at a time</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>make a photo comparable; in use by themselves</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>make an index of places without photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>read by themselves where words in pictures are read</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>what is wrong with them</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>what photos are compared with; ticked ones answer together</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>yours</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Pages</name>
  <message>
   <source>. and ,</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>About and licences</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add map tiles</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>All keys</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>All {number} entries of the log hold, and the case is as they tell.</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>Correct a word in the list of words</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Del</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>F2</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Last hash: {hash}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Map tiles (*{suffix})</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Says where on Earth a photo was taken, offline, with the evidence.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Strike a word in the list of words, or take it back</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The case’s log</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Through the photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Through the points of the map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Up, Down</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>PhotoCommands</name>
  <message>
   <source>Add a folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>All files (*)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Decide when the estimate has followed the words.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Keep</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Note</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Note on {name}:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing waits. “Locate again” is in the list’s menu.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing was pasted</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove 1 photo from the case?</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove photos</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>Remove {number} photos from the case?</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>Results and decisions on them go as well; the log keeps a record. The files stay where they are.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Save the picture as a file first, then add that.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>That did not work</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The clipboard holds a picture, not a file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The clipboard names no file that is there.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Where is {name} now?</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>PhotoList</name>
  <message>
   <source>&amp;Find a moved file...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Locate again</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Remove from the case</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>1 photo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Filter by name, place or state</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Filter photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Number of photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Select &amp;all</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Sort by</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Sort photos by</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>as added</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>by name</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>by place</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>by radius</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>by state</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>{number} photos</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>{shown} of {all} photos</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>PhotoTable</name>
  <message>
   <source>half of the chance within {radius}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>has its own GPS position</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>PictureDesk</name>
  <message>
   <source>The estimate is following...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Words are shown once the photo is located.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>PicturePage</name>
  <message>
   <source>&amp;Read the words</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Search places</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Take back</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>About the words</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Back to the &amp;map</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>C&amp;opy</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It says &amp;else...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No word is chosen.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No words were read.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>S&amp;trike</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Search for small &amp;words</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show the whole photo (F)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The chosen word</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The estimate</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The photo and its words</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The photo is not where it was, has changed, or is too large to be shown. Its words can be changed all the same.</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>What it moved was not measured: only the strongest {number} are.</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>Without it the estimate would lie where it lies now, with half of the chance within {radius}; {change}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Without it the estimate would lie {distance} away, with half of the chance within {radius}; {change}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Zoom in (+)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Zoom out (-)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>not measured</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>says nothing of the place</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>the open sea</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{country} has {with_} with it, {without} without</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>{number} lines of text, {used} of them used. The list names them.</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>{place}: half of the chance within {radius}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{what}; read as “{text}”</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{what}; the reading is {percent} sure</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>PictureView</name>
  <message>
   <source>The photo with its words</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>PictureWords</name>
  <message>
   <source>Read the words</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Search for small words</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show in the photo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The photo with its words: strike, correct, add (key W)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Words in the picture</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>PointingCanvas</name>
  <message>
   <source>Copied {text}</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>ResultPanel</name>
  <message>
   <source>Being located anew: {stage}. This is the earlier result.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a photo to see where it was taken.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How it came about</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Photo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Result</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Session</name>
  <message>
   <source>No case is open.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open one, or make a new one.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>SettingsDialog</name>
  <message>
   <source>&amp;Answers a prompt</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Coordinates</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Distances</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Language</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Neighbours shown</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Theme</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Words in the picture</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Answers of the model</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Coordinates</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Distances</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Evidence is shown from these folders of photos:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Folder of reference photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Folders of reference photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Language</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Locating</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Look</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Neighbours</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Settings</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Te&amp;xt size</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Text size</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Th&amp;reads of the language model</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Theme</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Threads of the model</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Use the graphics card where there is one</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Words in the picture</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>You</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Your na&amp;me</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>as many as suit this machine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>as the system</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>dark</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>from the next start of the window on</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>kilometres</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>light</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>miles</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>not read</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>plus code: 8FQ6QR7P+J7</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>read in every photo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>read when you ask for it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>stands in every decision; may be empty</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{language}, not found</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Status</name>
  <message>
   <source>1 failed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>1 new try failed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Improve...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No photos yet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Progress</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Starter model: a hint only</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This program never opens a network connection.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Which models and indexes give better answers</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>offline: no network access</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>paused</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>paused after this photo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{done} of {all} located</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>{number} failed</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message numerus="yes">
   <source>{number} new tries failed</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>{rate} photos/s</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{time} left</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>Welcome</name>
  <message>
   <source>Add a folder...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add photos...</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Also: a case (.img2loc), map tiles (.mbtiles), or a model pack.
Or try it:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Drop photos or folders here</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Each photo is compared with geotagged places on this machine. You see where it may have been taken, how sure that is, and why.
Nothing leaves this machine, and your files are only read.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open the sample case</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Three photos that come with the program, to see how it works</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>WordEntry</name>
  <message>
   <source>&amp;Add</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>&amp;Correct</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Another &amp;word in the photo:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Cancel</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>“{word}” really says:</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>WordList</name>
  <message>
   <source>Moved the estimate</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Taken to mean</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Word</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Words in the picture</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>WorkerEnd</name>
  <message>
   <source>Choose Locate to try it again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Its last words: {said}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Look at the packs under Models, or install img2loc-desktop again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The other photos go on. Try this one again when there is less to do.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The other photos go on. Try this one again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The other photos go on. Try this one again; if it crashes once more, open it in another program and save it anew.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The process that locates photos cannot be started: {detail}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The process that locates photos crashed when it started.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The process that locates photos crashed while it had {name}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The process that locates photos did not get ready in {detail}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The process that locates photos ended when it started.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The process that locates photos gave no sign of life for {detail} while it had {name}, and was ended.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The process that locates photos gave up on {name} with an error.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The process that locates photos is another program or version.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The process that locates photos was stopped.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The process that locates photos wrote something that is no answer while it had {name}, and was ended.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} was stopped.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>core</name>
  <message>
   <source>"gare" is a word for a station in {countries}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>"{code}" beside {name} has the form of postcodes in {country}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>"{code}" has the form of postcodes in {shares}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>"{term}" is a word for a street in {countries}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>"{text}" is of {country}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>"{unit}" is paid with in {countries}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>"{written}" is a chain or a service in {countries}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>"{written}" is a form of company in {countries}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>"{written}" means {country}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>"{written}", probably {reading},</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>--compare compares two metrics.json and does not use {name}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>--index {name} is given twice.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>--kv-type q8_0 needs attention heads of a multiple of {q8_block} numbers; those of {name} have {model}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>--kv-type q8_0 needs flash attention, which is off.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>--parts says what GeoJSON, KML and KMZ show, and none of them is to be written.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>--prompt {prompt} shows no neighbours: --anchors would have no effect.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>--small-words is of no use with --no-ocr: no words are read.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>--{name} {path} is not a file in an existing folder.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>--{name} {path} would write over a photo.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>0, 0 is what programs write that know no position</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>0, 0 is what receivers write before they have a fix</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A decision that says “{verdict}” {value}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A direction stands in the middle of a number.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A hint only: hardly better than always naming the same place.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A line without words says nothing.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A pack cannot have the name "{name}".</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A pack named {name} is installed already, and it is broken: {message}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A pack named {name} is installed already.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A pack named {other} is installed already; on many systems {chosen} would be the same folder.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>A sign belongs before the degrees.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add --geojson F, --kml F or --kmz F, or leave --parts out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add a column author, or leave out --exclude same-author.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add an index on zoom_level, tile_column and tile_row, or export it again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add it to the map again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add more geotagged photos: img2loc index add PACK FOLDER</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add other geotagged photos to the index, or leave out --not-each-other.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add the file as a new photo.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Add the file with its size and SHA-256, or get the pack again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>An --index is given twice.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>An index cannot have the name "{name}": results and calibrations call another source of evidence so.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Another pack named {name} is installed already.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Another process is working on {what} at this moment.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>At sea, {distance} km {bearing} of {place}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Both of its numbers are a {first_axis}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Build an index of your own photos, and use both.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Build one from your own photos: img2loc index build FOLDER --out PACK</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Build one of them again under another name.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Build the index again, or get the pack again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Calibrate again with this version.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Calibrate it again: img2loc calibrate</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Calibrated on {photos}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Cannot write to {parent}: {strerror}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Cannot write {path}: {reason}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Change its permissions, or copy it to a folder of your own.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check its name and its disk, and that you may read it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check its name and its disk, or copy it to another folder and try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check its name and its disk, then add it again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check its name, its disk and whether you may read and write there.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check its rights.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check that all parts are there.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check that it is there.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check that it may be read, then try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check that its disk is connected and that you may read it, then import it again; nothing was installed of it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check that you may read it and what it holds, then try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check that you may read it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check the encoder that made the vectors.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check the name, and that its disk is connected.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check the name, and that its disk is connected; then give the same command again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Check the picture; if every picture fails, get the encoder again or use an export in float32.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a chat model.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a file name that ends in .{name}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a folder outside of the pack.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a model that llama.cpp supports.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a model that this version of llama.cpp supports, or get it again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a model with an mmproj file, or a prompt with neighbours.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a number from {least_weight} to {largest_weight}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a number from {low} to {high}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose a photo file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose an "instruct" or "it" version of the model, or give "chat_template" in the "vlm" section of manifest.json.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose another model.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose another name for the copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose another one with --out FOLDER.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose another one with --out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose one of: {names}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose the encoder that made it, or build the index again with this one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose the file that was located, or add this one as a new photo.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Choose the name of a folder that does not exist yet.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Close it there, then try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Close other programs, or save a smaller copy and use that.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Close other programs, or use a smaller or more strongly quantised model.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Close the program that writes it, or export it again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Close what uses it, check that you may write its folder, then try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Compare runs on the same photos.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Connect its disk, or remove it: img2loc models remove {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Connect the disk that it lies on, or give the {wanted} itself.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copied, but still in their old place: {kept}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy all {count} parts into one folder and import that.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy it again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy it again from its source: it may have been cut off on the way.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy that file from the place where the network comes from, and import both together.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy that file from the same place, under the same name, and import both together.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Copy the case to a folder of your own and open that copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Correct it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Correct that line.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Correct the name in the manifest.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Correct the output in the manifest.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Correct the outputs in the manifest, or export the network anew.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Correct the preprocessing in the manifest, or export the network for this layout.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Corrected by the analyst</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Corrected to {place}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Corrected to {place} (given as {how})</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Cut out the part that shows the place, save it as a copy, and use that.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Dates with the month before the day are usual in {countries}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Defaults are in use in its place.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Delete it where you see your files.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Delete {parent} and begin the build anew.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Do not use it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Do not use it; get it again from a source that you trust.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Do not use it; get the pack again from a source that you trust.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>E</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Easting and northing of the MGRS reference differ in length.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Entry {numeral} of the log cannot be read: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Entry {numeral} of the log does not follow from the one before.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Entry {numeral} of the log is missing.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Entry {numeral} of the log was changed after it was written.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Evaluate again with this version.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Evaluate again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Every photo of the index is among the photos of this run, and these do not count as references for one another.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Everything in the index "{name}" is by authors of the photos to measure with, so nothing would be left of it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Export it again as raster MBTiles (PNG, JPEG or WebP).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Export it as JPEG with a raw converter and use that copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Export it as JPEG with another program; read are {readable}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Export the picture's part of the network alone, with one pooled embedding as its output.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Export them again as raster MBTiles.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Finish it with the command that began it, or delete {name} to begin anew.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>GeoCLIP's weights were read without running them: {output} numbers a place.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Get a pack made for this version.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Get an export that has its weights inside.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Get it again from its source, or export it for an older ONNX version.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Get it again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Get the file again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Get the file itself (git lfs pull, or the download link of the page).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Get the model again from its source, or try it with --gpu-layers 0 and without --repack.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Get the model from another source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Get the ocr pack again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Get the pack again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Get the package geoclip again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give a CSV or TSV with file,latitude,longitude. Two metrics.json of evaluations are compared with --compare A.json B.json.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give a CSV or TSV; img2loc locate is for single photos. {format}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give a CSV with file,latitude,longitude, or --compare A.json B.json.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give a folder of photos, or a CSV with the columns file,latitude,longitude.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give a model in the GGUF format.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give a pack, an ONNX export of CLIP or SigLIP, GGUF files, a CSV with a .npy, or the Python package geoclip.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give a table of points: img2loc index gallery --points CSV</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give a table with places.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give another --name of at most 100 characters: {name_is}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give another --name.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give another one as "chat_template" in the "vlm" section of manifest.json.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give both files in one command, or the folder that holds them.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give both; where GeoCLIP is installed, a table of places alone makes an index with img2loc index gallery --points FILE.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give each a name of its own.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give each index a weight, or none.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give it a larger context.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give it another name with --name NAME.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give it as the mmproj; perhaps the two files are swapped.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give more photos, by more photographers.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give photos by more photographers, four at the least.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give photos with GPS, or a CSV with the columns file,latitude,longitude.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give the file that it stands for, or put a copy in its place.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give the file whose name ends in -00001-of-{count}.gguf.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give the index itself to --out (of several the first), or the name of a file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give the metrics.json of an evaluation; img2loc evaluate QUERIES.csv writes one into the folder of --out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give the model a larger context, or show fewer neighbours.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give the model a larger context.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give the pack's own folder, or its files.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give the position with a correction, and with nothing else.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give the wheel or the folder of the Python package geoclip, version 1.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Give this one another name with --name NAME, or remove the other first: img2loc models remove {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Half of the chance lies within {half}, nine tenths within {most}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How much of the chance lies nearest to each</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>How pictures must be prepared for {name} is not known: there is no {hugging_face}, {open_clip} or {immich} beside it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>If it is a photo, save it as JPEG and use that copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>If it is a picture, save it as JPEG or PNG and use that copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>If memory is short, close other programs; else get the encoder again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>If the picture is genuine, save a smaller copy and use that.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>If you have a copy of the case that is whole, open that. Otherwise add the photos once more: they lie where they were.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import GeoCLIP first: img2loc models import geoclip-1.3.0-py3-none-any.whl</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import an ONNX export of {after}: img2loc models import FOLDER</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import an export of {after} with its own preprocessor_config.json.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import an export of {after}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import both again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import it again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import it with --copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import it, or put its pack into {user_models} or beside the index.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Import the location model again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>In or near {place}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Install img2loc-desktop again, or build it with resources/build_clues.py.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Install img2loc-desktop again, or build it with resources/build_gazetteer.py.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Install img2loc-desktop again, or build it with resources/build_scripts.py.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Install img2loc-desktop again, or switch reading off.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Install img2loc-desktop again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Install llama-cpp-python again on this machine.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Install llama-cpp-python, or locate photos without a multimodal model.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Installed are: {names}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Internet names in .{ending} belong to {country}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It could be one number with a decimal comma or two whole ones.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It is a short plus code, which means something only near a known place.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It is in none of the notations that this version reads.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It is longer than {longest} characters.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It is not clear which of its numbers belong together.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It looks like a plus code but is none.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It may have been cut off: copy it again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It may have been damaged: copy it again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It needs a processor with AVX2; photos are located without it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It needs two numbers, a latitude and a longitude.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It was cut off on the way: copy it again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It was cut off, or is another version: copy it again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It was damaged or altered: copy it again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It was kept as {aside}, and an empty case was begun.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It was not changed. Cases end in {suffix}; photos are added to an open case.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It was not changed. Open another case, or a copy of this one that is whole.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It was not changed. Set its journal mode back to DELETE in that program.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It was not changed. Update img2loc to use it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It was not changed. Update img2loc-desktop to open it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>It was not changed: choose another name for the copy.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Its coordinates are in another system than WGS 84.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Its degrees, minutes and seconds are out of order.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Its gallery has {count} points.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Its latitude {latitude} is not between -90 and 90.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Its longitude {longitude} is not between -180 and 180.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Its minutes or seconds are not below 60.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Known kinds: {suffixes}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Latitudes go from -90 to 90 degrees, longitudes from -180 to 180.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Leave it out, or give the model that it was made for.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Leave it out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Leave one of the two out; --seed is the only option beside --compare.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Leave out --flash-attention off, or take --kv-type f16.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Leave out one of the two.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Leave this source out, or verify its files and install it again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Letters that could not be read look {name}, as in {named}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Line {line}: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Locate it again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Locate it once more.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Locate the photo again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make a pack of it and of its mmproj: img2loc models import "{folder}"</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make a pack of it: img2loc models import "{path}" --move</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make a pack of them: img2loc models import "{folder}"</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make room there or allow it, or choose another folder by IMG2LOC_HOME.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make room, or import with --link or --move from a folder on the same disk.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Make the folder {parent} first, or choose another one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Measure with photos by others, or leave out --exclude same-author.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Moved {share} of what the words say.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>N</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>NE</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>NW</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name each index once.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name it in the manifest, under "encoder": "outputs": {{"image": {{"name": "..."}}}}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name the encoder that made them with --encoder NAME.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name the one that made it with --encoder NAME; import it before if it is not there.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name the parts as they were and give the first one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Name them in the first line: latitude,longitude (or LAT,LON).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Near {place}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>No place stands out.</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>No place stands out: these {count} are about as likely.</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>No square of the MGRS grid has that name.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>None of the {queries} photos of the table is on this machine; the first is {path}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Not calibrated: as wide as for an index that nobody compared with known places, which img2loc calibrate does.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Not decided</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Noted, not decided</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Nothing was copied: the pack stays on its disk, in {folder}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Number plates look like this in {countries}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>On photos with known places this index was hardly better than a guess without the photo.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>One of its numbers has a sign and a direction: use one of them.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>One of its numbers has two directions.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>One place stands out:</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Only files inside the pack's folder that the manifest lists are loaded. Get the encoder again from a source that you trust.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Only one of its two numbers says which direction it is.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Only packs that you imported can be removed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Only such files are replaced: choose another name, or move that file away first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Only the last of degrees, minutes and seconds has decimals.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Only {by} photos are there to learn from, after half of the authors were kept to check with; {fewest} are the fewest that mean something.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open it again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open it in another program and save it anew, or copy it again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open it, or choose another name for the new case.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Open that case once so that it is complete, or choose another name.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Originals are never changed: choose a name without {suffix}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Originals are never changed: choose another name.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Perhaps somewhere around {place}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Perhaps {place}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Photo {photo} has another path than the log tells.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Photo {photo} is missing from the case, and the log tells of no removal.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Photos are found by their suffix: {suffixes}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Point {row}, {latitudes} {longitudes}, is nowhere on Earth.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Put a space after a comma that separates latitude and longitude.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Put the files of one model into a folder of their own.</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>Read in the picture: {words} and {number} more.</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>Read in the picture: {words}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Reading the words in the picture failed: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove it first: img2loc models remove {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove one of the two from the case.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Remove the row and its line in the table, or get the array again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Rename it, then add it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Rename it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Rename or remove one of them.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Replace the link by a copy of the file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Restore the encoder's manifest, or build the index again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Row {row} of {name} (counted from 0) is zero or holds values that are no numbers.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>S</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>SE</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>SW</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Save a copy without its metadata and use that.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Save it as "CSV UTF-8".</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Save it with numpy.save as a two-dimensional array of float32.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Say where they lie: --photos FOLDER</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Send it as the first line.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Set the batch to at least {count}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Shorten it, or keep the long text in a file of its own and name that here.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Shorten it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Show fewer neighbours, then locate the photo once more.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Somewhere around {place}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Speeds in miles an hour are usual in {countries}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Starter model: shows how it works; index your own geotagged photos or install a CLIP pack.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Struck by the analyst</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Switch reading off for this photo; the rest of the estimate does without.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take --kv-type f16, or leave it out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take both files from the same source: the model and the mmproj made for it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Take some of the changes back.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Telephone numbers look like this in {whose}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Telephone numbers look like this in {whose}; this one is of {area}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The base map is missing or damaged: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The calibration of the index "{index}" was made before the index changed, so it is not used.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The candidates were not verified: {message}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The case file {name} cannot be used: {reason}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The case file {name} is damaged: {why}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The case has a photo at that place already.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The case was closed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The chat template of {name} cannot be used: {reason}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The chat template of {name} is longer than {longest_template} characters.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The configuration is not valid JSON: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The decision on photo {photo} is not the one that the log tells of.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The encoder "{encoder}" prepares pictures in another way than {after}, which the location model "{name}" follows.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The encoder "{name}" failed on a picture: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The encoder "{name}" gave no usable vector for picture {numeral}: it is zero or not finite.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The encoder "{name}" has no output for "{role}"; it has: {outputs}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The encoder "{name}" has {total} GB; at most 2 GB for the ONNX file and 17 GB in all are accepted.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The estimate was accepted</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The estimate was rejected</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The file was kept as {name}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The file {path} is missing or damaged: {value}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The file {path} is missing or damaged: {why}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The file's own GPS says {place}: {distance} from the estimate, which made no use of it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The first line names the columns: file,latitude,longitude and perhaps author,scene,country,taken_at.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The folder {folder} cannot be made: {strerror}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The folder {folder} cannot be read: {reason}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The folder {out} cannot be made: {strerror}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The gallery "{index}" is compared with photos by {after}, which is not on this machine.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The gazetteer {path} is missing or damaged: {why}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The index "{name}" has points that are nowhere on Earth.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The index "{name}" has weights that are no weights.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The index "{name}" is a gallery of points without photos.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The index "{name}" lists no {name2}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The index "{name}" needs the encoder "{name2}" (SHA-256 {sha256}...), which is not on this machine.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The index "{name}" was made with the encoder "{name2}" (SHA-256 {sha256}...), not with this one ({sha2562}...).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The index "{name}" was made with the same encoder, but with photos prepared in another way (size, crop, mean or scale).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The index holds no other photo than this one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The index holds {count} points, for the encoder {encoder_name} ({encoder_sha256}...).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The location model "{name}" comes without points.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The location model "{name}" follows {after} ({input_dimension} numbers), not the encoder "{encoder}" ({dimension} numbers).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The location model works; it needs the encoder {after}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The log is empty; a case begins with an entry.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The map tiles cannot be read: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The model and its projector belong together; it can look at photos.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The model cannot see photos, and its prompt shows no neighbours.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The model computes no numbers: its file is damaged, or this machine computes wrongly.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The model could not choose among the candidates.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The model could not read on: {reason}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The model has no projector (mmproj): it answers from the neighbours alone and cannot look at photos.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The model's vocabulary cannot write the prompt.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The multimodal model answered before the words were read or changed; it was not asked again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The multimodal model failed: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The multimodal model {name} ended unexpectedly ({process}).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The multimodal model {name} took longer than {seconds} seconds.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The multimodal model's setting "{name}" is {value}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The name of a photo is too long to be one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The network of {pack} does not show which output is the embedding of the picture: {outputs}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The network of {pack} has no output "{name}" (role "{role}"); it has: {outputs}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The network of {pack} takes {tensor}, but pictures are prepared as batch x 3 x {height} x {width} floating-point numbers.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The network of {pack} wants {inputs} inputs: {inputs2}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The network of {what} cannot be loaded: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The network reads {script}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The network works: pictures of {width} x {height} become {outputs}, in {seconds} s each on this processor.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The networks that read words cannot be loaded: {why}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The note has {note} characters; at most {longest_note} are kept.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The other evidence points to one region only: there was nothing for the model to choose among.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The output "{nodes}" of the encoder "{name}" has the shape {shape}, expected ({pixels}, {dimension}).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The output for the role "{role}" of {pack} is {tensor}, expected batch x {dimension} floating-point numbers.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The pack "{name}" cannot be read: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The pack keeps the {name} that it has; another came with it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The pack needs {needed}, and the disk of {models} has {free} left, of which {room} must stay free.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The pack was not copied as a whole: copy it again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The package rapidocr, which reads words in pictures, is not installed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The photo takes at least {taken} tokens, the context has room for {context}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The photo takes {count} tokens at once, a batch has {batch}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The photo was located without it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The prompt takes {len} tokens, the context has room for {value} beside the photo and an answer.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The prompt with {shown} neighbours does not fit into the model's context and was not asked.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The result has more than {longest} MB, the most that a case keeps of one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The result of photo {photo} is not the one that the log tells of.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The rows of {name} have {shape} numbers, those of the encoder {name2} {dimension}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The same file is given twice: {given}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The sample photos in {folder} cannot be read: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The setting "{name}" is {value}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The settings are damaged.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The source "{source}" gave {what}, so it cannot take part in the estimate.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The text has {text} characters; a line may have {longest_text}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The translation {name} cannot be read: {strerror}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The translation {name} has more than {largest} MB.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The translation {name} is damaged: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The translation {name} was not accepted.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The vectors are taken as those of the encoder {name} ({sha256}...), because you say so: nothing in the file tells. With the vectors of another encoder every answer would be wrong.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The vocabulary of {name} lacks the tokens for single bytes.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The weight of an index is out of range.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The weight of point {row} is negative or not finite.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The weights are not those of GeoCLIP: {name} is missing or has another form.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The window speaks English. Check that you may read the file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The window speaks English. Get the file again from its source, or make it with pyside6-lrelease.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The window speaks English. Get the file again from its source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The window speaks English. Make it again with pyside6-lrelease.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The words are most likely {languages}, as in {countries}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The words of the prompt {name} cannot be read: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The {by} photos to learn from are all by one photographer, after half of the authors were kept to check with: what holds for others cannot be learned from them.</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>The {count} likeliest places.</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>The {what} in its EXIF data is damaged ({kind}).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The {what} in its EXIF data is not used: {reason}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There are {weights} weights for {indexes} indexes.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no index of geotagged places to compare photos with.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no location model named {model}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no multimodal model named {folder}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no pack named {name}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no prompt "{name}".</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no table of photos to evaluate with.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no {source}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is no {what}{name}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is nothing in it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There is something after the plus code.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>There was no photo to locate in what was given.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>They must be of the same photos in the same order: get both again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This calibration is of an older version: areas are not corrected by it. Calibrate again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>This result is an earlier one: locating the photo again failed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>To be trusted to {level}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>To locate photos with it: img2loc index gallery</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Too broad to be more than a hint.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Two of the indexes have the same name, so that their calibration could not tell them apart.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Type the words that say where it is, line by line.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Type what is written there.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Typed by the analyst</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Update img2loc-desktop, or move {path} away.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Use a smaller encoder, or an export in half precision.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Use a smaller network for reading: PP-OCR's mobile ones have about 10 MB.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Use an encoder that was made for this kind of index.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Use one of {suffix}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Use the full code, with eight characters before the plus sign.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Vector {row} is no unit vector: its length is not 1, or it is not finite.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>W</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Wait until it has ended.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Wait until nothing writes it any more, then import it again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What the case file holds of its result is damaged.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What was saved before is unchanged. Make room on the disk, then try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>What was there before is unchanged. Choose another folder or make room, then try again.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Whether it is better than a guess without the photo is not known.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Which encoder made {name} is not known; installed encoders whose vectors have {shape} numbers: {names}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Write it as 45.7640, 4.8357 (latitude first), as 45°45'50"N 4°50'9"E, as an MGRS reference (31TFL4274469465), as a full plus code (8FQ6QR7P+J7) or as geo:45.7640,4.8357.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Write it in braces.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>a file</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>a folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>a language model (GGUF)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>a line that was not read</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>a pointer of Git LFS, not the file itself</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>a projector (mmproj) of a language model</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>a symbolic link</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>a table</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>a zip archive</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>a {suffix} file</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>at sea, {distance} km {bearing} of {place}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>candidates compared with the picture by {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>coordinates {typed}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>each photo seen seven times</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>each photo seen twice</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>eight</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>five</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>four</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>hardly anything</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>index {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>it claims an impossible number of entries</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>it does not say whether {plus} or {minus}, and either would be a guess</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>it ends within its header</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>it has a list of impossible length</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>it has a text of impossible length</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>it has a value of the unknown type {kind}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>it holds no pack and nothing that a pack can be made of</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>it holds {entries} files and folders, of which {most_entries} were looked at</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>it is no file</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>it is of no kind that a pack is made of</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>it leads out of the folder, or to nothing</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>its GGUF version is {version}{byte_order}, expected 2 or 3</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>its alignment is not a power of two</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>its degrees are undefined</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>its first part was not given with it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>its language model was not given with it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>its tensor {name} has an impossible shape</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>its tensor {name} has the unknown type {kind}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>its tensor {name} has {rank} dimensions</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>llama.cpp cannot be loaded: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>llama.cpp does not run on this machine ({process}).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>llama.cpp finds no graphics card here: --gpu-layers had no effect.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>model {name}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>model {name} cannot be used</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>model {name} did not answer</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>model {name} named no place</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>model {name} not asked again</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>model {name} without seeing the photo</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>nine</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>no file or folder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>no language model that was given with it uses it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>no words in the picture</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>only its name and hash were copied</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>only one of latitude and longitude is written</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>part {numeral} of {count} of a language model</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>pin</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>place {typed}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>seven</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>six</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>ten</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>the city</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>the continent</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>the country</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>the file given with it cannot be read</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>the file is not named</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>the region</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>the street</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>the vectors of the places in it, a .npy, were not given with it</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>the {column} is "{text}", no number</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>the {column} is {text}, expected -{largest} to {largest} degrees</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>three</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>two</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>two of its tensors have the same name</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>under {figure} %</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>words in the picture</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>words in the picture could not be read</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>words in the picture not read</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>words in the picture say nothing of the place</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{above} is a file, so {name} cannot be in it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{before} to {after}</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>{change}: {words} and {number} more.</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>{chosen} is the name of a pack that ships with the app.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{country} {before} → {after}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{count} different letters are {name}, as in {countries}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{count} photos</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{count} photos of {authors} photographers</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{cuda} did not start, the processor is used instead: {error}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{decision} by {analyst}, {time}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{distance} km {bearing} of {place}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{distance} · {change}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{edits} words of the photo were changed; at most {most_edits} can be.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{error} (are the two swapped?)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{fact}; what can be opened is {readable}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{figure} feet</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{figure} ft</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{figure} km</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{figure} m</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{figure} mi</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{figure} miles</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{first} and {second} have no photo in common.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{folder} cannot be read: {strerror}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{folder} holds GGUF files, but is no pack: it has no {manifest}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{folder} holds an unfinished build of another source, or with another encoder.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{folder} holds {models} language models and {projectors} projectors; a pack has one language model and at most one projector.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{folder} is a file; a model is used as a pack, a folder with {manifest}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{folder} is a pack of the kind {stated}, not {kind}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{folder} is no pack but a file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{folder} is no pack: it has no {manifest}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{folder} uses "{name}", but does not list it under "files".</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{format} Each line below it is a photo.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{identifier} was named before</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{label} has weights that do not belong together.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{label}: folders more than {deepest} levels down, or after the first {most_folders}, were not looked through.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{label}: not listed in its manifest, so left out: {shown}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{label}: {kinds}, named {chosen}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{latitude}, {longitude} is not on the globe</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{left_alone} If the case was made by a stranger, do not trust it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{line} has "{text}", expected degrees from -{largest} to {largest}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{missing}{others} that the manifest lists is not there.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{model} cannot be read: {strerror}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{model} of the encoder "{name}" wants to load weights from {location}, which the manifest does not list.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{model} of the pack "{name}" wants to load weights from another file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{names} beside it is not its projector: {reasons}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} (projector {projector}) was made for another family of models than {name2} ({architecture}).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} beside the case was written by another program.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} cannot be linked: it lies on another disk than the packs, or on one without links ({strerror}).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} cannot be looked at: {reason}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} cannot be read.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} cannot be read: {reason}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} cannot be read: {strerror}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} cannot be used as map tiles: {why}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} cannot be written, or its folder cannot.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} could not be written: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} describes pictures in {shape} numbers, {name2} expects {width}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} exists already.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has changed since it was located.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has changed since it was opened.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has more than {most_fields} fields: no network has as many.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has no GPS position.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has no chat template: it cannot be asked questions.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has no columns for latitude and longitude; its first line is "{strip}".</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has no columns {required}, each once; its first line is "{strip}".</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has no ending that stands for a format.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has no image encoder.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has {bytes} bytes, its publisher states {bytes2}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has {size} MB; at most {file_bytes} MB are opened.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has {size} bytes, its beginning promises {promised}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has {values} numbers in its EXIF data; at most {metadata_values} are read.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has {width} x {height} pixels and is more than {aspect} times as long as it is wide.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} has {width} x {height} pixels, {width2} megapixels; at most {pixels} are opened.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} holds more than tensors.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} holds objects of Python, which could run any program when they are read.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} holds vector tiles (pbf); only pictures are shown.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is JSON, not a table of photos.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is a camera raw file; only its small preview could be read.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is a link to {readlink}, which is not there.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is a name that no file can have on Windows.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is a photo, not a table of photos.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is a picture in a format that is not read: {kind}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is a projector (mmproj), not a language model.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is another case.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is another file than {name2}: its bytes differ.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is cut off: it has {file_bytes} of at least {end} bytes.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is damaged: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is empty (0 bytes).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is in use by another program.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is larger than weights of its kind.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is left over from another case of that name.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is neither a folder nor a table: {suffixes}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is no MBTiles file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is no array as numpy.save writes it: its beginning is another one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is no calibration of this index as it is now, or under its present name, so it was left out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is no case file of img2loc-desktop.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is no file of tensors: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is no readable zip archive: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is not UTF-8 text.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is not a GGUF file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is not a language model that can be run here: its header has no {lacking}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is not a model that continues a text.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is not a projector (mmproj) but another model.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is not a readable ONNX model.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is not the file that was published: its SHA-256 begins with {sha256}, its publisher states {sha2562}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is not there any more, or was never there.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is of a newer version of img2loc-desktop and was not changed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is of a newer version of img2loc-desktop. What this one understands is in use; what you change here will not be kept.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is of other sources than its name says, so it is not used.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is one of the photos.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is one of {count} parts of a model, but not named as the first.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is part {value} of a model, expected part {numeral}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is still being written, or its writing was cut off.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is text-only: it has not seen the photo.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is the case itself.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is the first of {parts} parts; all are there.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is the projector of {name2}{found}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is {dtype} {shape}, expected float32 or float16 rows, one for each place.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is {found}, not a {wanted}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} is {kind}, not a photo file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} keeps its weights in {location}, which is not beside it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} lacks its tensor {output}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} lies in the folder of packs itself, where nothing uses it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} lists no places.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} lists {latitudes} places, {name2} has {shape} rows.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} may not be read by this user.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} names no authors, so nothing by them can be left out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} needs about {ram} GB of memory, {ram2} GB are free.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} needs more memory than there is.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} of the index "{name2}" is no array: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} of the index "{name2}" is {dtype} {shape}, expected {dtype2} {shape2}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} of the index pack cannot be read: {reason}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} of the index pack is not the graph of its rows.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} of the location model "{name2}" failed: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} of the location model "{name2}" gave {shape}, expected ({values}, {dimension}).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} of the pack "{name2}" has {bytes} bytes; at most {largest} are loaded.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} of the pack "{name2}" is a link that leaves the pack's folder.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} says it is a {kind} but cannot be decoded: {reason}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} says it is a {kind} but its data ends after {size}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} ships with the app.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} takes too long to find a tile; it lacks an index, or is damaged.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} wants to run {value}, which tensors do not need.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} was changed while it was being located.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} was closed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} was left out: {message}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} was made by a newer version of img2loc-desktop (case version {user_version}; this one reads up to {version}).</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} was never located, so nobody can tell if {name2} is it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} was set to a write-ahead log by another program; a case is one file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name}, a calibration of this index, came with it.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name}, which reads words in pictures, is missing from {folder}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{nowhere} of {shape} places are 0, 0, in the sea off Africa: tables often say so where a place is not known. They count like any other.</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>{number} bytes</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message numerus="yes">
   <source>{number} more with text in another script, or too unclear to read.</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message numerus="yes">
   <source>{number} with text in another script, or too unclear to read.</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>{origin} cannot be read: {reason}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{origin} has schema version {found}; this version of img2loc reads {newest}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{origin} holds no JSON object at its top.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{origin} is larger than {largest} KB, the most that such a file may have.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{origin} is missing.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{origin} is not a JSON object.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{origin} is not valid JSON: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{origin} lacks "{where}": expected {expected}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{origin}: "{where}" is {found}, expected {expected}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{other} and {name} differ only in capital letters or in how accents are written: on many systems they are one file.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{out} exists and is not an index pack.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{out} is another folder than that of the index.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{path} has {size} bytes, its manifest says {bytes}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{path} holds no photos.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{path} is no evaluation.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{path} is no evaluation: {error}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{path} is not the metrics.json of an evaluation.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{path} is shorter than its journal says: the unfinished build is damaged.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{path} is there already, and is not a file that img2loc wrote as {names}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{path} lies in the pack {pack}, whose files are never changed.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{path} of the pack "{name}" has {size} bytes, expected {bytes}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{path} of the pack "{name}" is missing.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{path} of the pack "{name}" was altered: its SHA-256 begins with {found}, expected {sha256}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{path} would write over a photo, or look like one.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{path}: no SHA-256 of its publisher was given; recorded {sha256}... as it is now.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{photos} photos of {authors} photographers of a public benchmark ({name}), by cross-validation</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{place} or {leading}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{reason} Words: “{words}”. {moved}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{source} cannot be read: {strerror}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{source} changed while it was read.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{target} cannot be removed: {strerror}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{what} is a place in {country}{also}, the likeliest of {count} of that name.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{what} is a place in {country}{also}.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{without} If it happens again, get the model from another source.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{without} Use a smaller model, fewer samples or a longer time-out.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>“{shown}” is not a position.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>“{text}…” is longer than {longest_line} characters.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>counting</name>
  <message>
   <source>1 byte</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{hours} h {minutes} min</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{minutes} min</source>
   <translation type="unfinished" />
  </message>
  <message numerus="yes">
   <source>{number} bytes</source>
   <translation type="unfinished">
    <numerusform />
   </translation>
  </message>
  <message>
   <source>{seconds} s</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>details</name>
  <message>
   <source>Answers</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Camera</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Encoder</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>File</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Format</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Index</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Method</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Model</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Own GPS</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Program</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Prompt</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>SHA-256</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Seed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Size</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Taken</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Words read by</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{count} in {seconds} s, {tokens} tokens</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>line_kinds</name>
  <message>
   <source>(not read)</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>corrected by you</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>in another script, or too unclear to read</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>not read, but its script is used</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>read, and used</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>read, says nothing of the place</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>struck by you, counts for nothing</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>typed by you</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>photo row</name>
  <message>
   <source>locating anew · {place}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>new try failed: {why} · {place}</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>waiting anew · {place}</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>rows</name>
  <message>
   <source>The file has changed since it was located.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The file is not where it was. Use “Find a moved file”.</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>The file is on a network share, which is not looked at.</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>saving</name>
  <message>
   <source>Keep</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>Replace</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>{name} exists already. Replace it?</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>states</name>
  <message>
   <source>a hint only</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>accepted</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>asking the model</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>comparing the likeliest places</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>corrected</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>failed</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>located</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>looking at the picture</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>reading the file</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>reading words in the picture</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>rejected</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>searching similar places</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>starting the search</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>stopped</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>waiting</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>weighing the places</source>
   <translation type="unfinished" />
  </message>
  <message>
   <source>working</source>
   <translation type="unfinished" />
  </message>
 </context>
 <context>
  <name>word_list</name>
  <message>
   <source>at sea</source>
   <translation type="unfinished" />
  </message>
 </context>
</TS>
