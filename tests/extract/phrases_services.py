"""Which services had a part: one invented phrase a line, as guards write, traps included.

The four letters stand for fire, ems, police and a 911 call: I had a part, anything else had none.
"""

PHRASES = """
I--- SFD responded and reset the panel at 0312.
I--- Fire crew on site, checked 4th floor, all clear.
I--- Ladder 12 and Engine 5 on scene.
I--- Engine 9 arrived at 0233 hrs and silenced the alarm.
I--- FDNY responded to the CO alarm.
I--- Alarm company said fire was already on the way.
I--- FD enroute, cancelled by us.
I--- I cancelled the fire department after finding burnt popcorn.
I--- False alarm, firefighters gave all clear.
I--- Fire fighters forced the door of unit 3B.
I--- The Fire Marshall ordered the building evacuated.
I--- Battalion 3 took command.
I--- Los bomberos llegaron a las 0300.
I--- Fire Dept. was notified by the alarm co.
I--- Called FD for smoke in stairwell B.
I--- Resident's call brought the fire department out.
I--- Brigade called, stood down on arrival.
I--- CFA attended the alarm and reset FIP.
I--- Fire rescue extricated the driver.
I--- Fire truck arrived in the loading dock.
I--- Two fire trucks blocked the driveway while crews checked the roof.
---- Fire dept not called, alarm reset in house.
---- Police not wanted by the tenant.
---- He said yes okay and was polite. He walked away.
---- No fire response was needed.
---- FD did not respond as it was a test.
---- Fire department would have been called if it had spread.
---- Fire truck going by on the highway, not for us.
---- FD was here last month for the same detector.
---- Per post orders FD is to be called first.
---- Fire door on level 2 found propped.
---- Fire panel in trouble, reset.
---- Fire watch conducted every 30 minutes.
---- Employee said he was fired today.
---- Firewood stacked by the shed.
---- Campfire smell from the park.
---- Patrol fired up the generator.
---- Vehicle parked at fire hydrant, cited.
---- Annual fire drill held, all tenants out in 6 minutes.
---- Fireworks going off in the street.
---- Fire escape ladder down on north side.
---- Engine 3 of the tug would not start.
---- Truck 14 from FreshCo delivered late.
---- Truck 7 left the yard at 2210.
---- Ladder found leaning on the fence.
---- Moved to table E12 in the ballroom.
---- Resident of E7 complained of noise.
---- Lobby painting crew used ladder 3.
-I-- Ambulance called for unresponsive male at bus stop.
-I-- EMS on scene 1422, left 1440 w/ patient.
-I-- Paramedics checked her out and she declined transport.
-I-- Pt refused transport, signed refusal w/ Medic 7.
-I-- EMTs put him on a stretcher.
-I-- Medics cleared at 0330.
-I-- AMR transported one to Mercy.
-I-- ambulence came for the lady in 4c
-I-- Requested ambulance for guest who fell.
-I-- Ambo attended, pt taken to Royal.
-I-- Medical was called for a seizure in the lobby.
-I-- Medic 11 en route per dispatch.
-I-- RA 9 on scene.
-I-- Rescue 4 took the patient.
-I-- EMS was cancelled because he left.
-I-- She was taken by ambulance to the hospital.
-I-- Life flight landed in lot C.
-I-- EMT Jones bandaged the cut.
-I-- An ambulance was dispatched but no transport was made.
---- Offered medical attention, EMS refused by guest.
---- No ambulance needed, just a scrape.
---- Guest declined an ambulance.
---- He said he did not want EMS.
---- Asked if she needed an ambulance, she said no.
---- EMS not requested.
---- Would not let me call an ambulance.
---- Told her I could call an ambulance if it got worse.
---- Ambulance: N
---- Tenant said the ambulance came for his wife last week.
---- Medic bag inventoried.
---- Medical office door 210 unlocked.
---- Medical waste bin overflowing at clinic.
---- Ambulance bay door stuck open.
---- Rescue dog loose in lobby.
---- EMS panel showing chiller fault.
---- Emergency exit door alarm sounded.
---- Squad room light left on.
---- Squad 2 of the cleaning team started at 2200.
---- His brother drove him to the hospital.
---- Medication found in restroom, turned in.
--I- PD on scene 2310, cleared 2340.
--I- Police officer took statement from victim.
--I- 2 officers from MPD spoke with tenant.
--I- KCSO deputies searched the lot.
--I- State troopers stopped the vehicle at our gate.
--I- Sheriff's dept notified.
--I- I phoned the police at 0115 and they said a car would be sent.
--I- Cops came and told him to leave.
--I- Suspect arrested by RPD.
--I- Police report #26-44812 filed by tenant.
--I- PD case 26-1187.
--I- Detective Ruiz from APD called for video.
--I- Subject turned over to deputies.
--I- Law enforcement arrived and trespassed him.
--I- Called cops on the two males fighting.
--I- Police never showed up after being called twice.
--I- Waited 45 minutes for police, none came.
--I- Police were called but cancelled when he left.
--I- Non emergency was called for the noise.
--I- LAPD unit 9A21 cleared the parking structure.
--I- SWAT set up at the corner and evacuated us.
--I- Officer from Tucson Police came to get the footage.
--I- Trooper Diaz, badge 2214, gave card.
--I- polcie came and took him
--I- Constable Wood attended, ref 4471.
--I- HPD was flagged down on Elm and detained him.
---- Did not call police.
---- Police were not called as parties left.
---- Manager did not want police involved.
---- Told him if he came back police would be called.
---- He said he would call the police on us.
---- I advised I will contact PD next time.
---- Victim declined to file a police report.
---- Police contacted? No
---- Police notified: ____
---- She asked me not to call the cops.
---- Resident works for the police department.
---- Police came yesterday about the theft.
---- Advised resident to file a police report.
---- No need for PD.
---- Neither the cops nor an ambulance...
---- Security officer Banks on post.
---- Officer on duty checked doors.
---- S/O Patel policed the grounds for litter.
---- Police Plaza parking deck was locked.
---- K9 Rex completed sweep with Officer Lin of our staff.
---- Sgt. Hill relieved me at 0600.
---- Lt. Moore was notified.
---- Supervisor Sgt Cole arrived on site 0215.
---- Deputy manager locked the office.
---- Copied the log to the client.
---- Invoice PD 11/20.
---- SO Grant conducted patrol.
---- ISO cover found open.
---- Unit 2A14 had a water leak.
---- Parking officer ticketed a van.
---- Code enforcement left a notice.
III- Fire, police and ambulance all came to the crash.
II-- Fire and EMS responded, patient transported.
-II- PD and EMS notified.
I-I- PD/FD on scene.
---- Fire, police, EMS: none called.
---- No police, fire or EMS were called.
---- FD/EMS not required.
I--- Fire dept arrived, police not needed.
-I-- Ambulance called. Police: No.
--I- PD called, EMS declined.
---I Called 911 at 0314.
---I 911 was called by a guest.
---I RP called 9-1-1 and hung up.
---I Tenant had already dialed 911.
---I Emergency services were contacted.
---I First responders arrived and left.
---- Did not call 911.
---- Told him to call 911 if it happens again.
---- No 911 call was made.
---- 911 not called.
---- Room 911 vacant.
---- Porsche 911 parked in visitor.
---- Unit 911 complained.
I--I Called 911, fire dept came.
--II I called 911 and PD responded in 8 minutes.
I--- Hendersonville FD checked the building and found no fire.
I--- The fire department came out for the alarm on 6.
I--- 0312 FD O/S. 0340 FD clear.
I--- FD arrv 0312.
I--- Elevator entrapment; FD called and freed two occupants.
I--- Smell of gas on 3, called FD and evacuated.
I--- Had to call the fire dept because the smell was strong.
I--- Capt. Ruiz of Engine 22 gave the all clear.
I--- Per Lt. Moss (AFD) the alarm was caused by dust.
I--- Alarm dispatched FD automatically.
I--- FD dispatched automatically by ADT.
I--- The fire trucks left at 0430.
I--- Fire personnel reset panel.
I--- Firemen broke the lock on the roof hatch.
I--- County Fire Rescue took over command.
I--- Fire Brigade in attendance from 19:40 to 20:05.
I--- FD requested a key to the riser room.
I--- FD had to force the door.
I--- Let FD in through gate 2.
I--- Met FD at the gate and led them to bldg 7.
I--- Escorted firefighters to the mechanical room.
I--- Gave the FD captain my keys.
I--- Ladder truck parked in the loading dock while crew checked roof.
I--- Called in a dumpster fire to SFD.
I--- FD disregarded by alarm co. prior to arrival.
---- Alarm cleared by me, FD not notified.
---- FD response was not necessary.
---- Tenant threatened to call the fire marshal.
---- Fire dept to be notified tomorrow about the standpipe.
---- Reminded tenant to call the FD if alarm sounds again.
---- Fire truck drove past with siren on.
---- Fire doors on 2 and 3 closed.
---- Fire command center locked.
---- Fire pump room temp normal.
---- Fired a warning to his roommate by email.
---- Bonfire on the beach was out.
---- Fire inspector sticker expired on extinguisher.
-I-- Called for an ambulance at 1902.
-I-- Ambulance O/S at 1911.
-I-- Male transported to St. Mary's by EMS.
-I-- Paramedics were brought to the 3rd floor by me.
-I-- Medics gave him oxygen.
III- LAPD and LAFD paramedics were on scene.
-I-- EMS evaluated the guest, who refused to go to the hospital.
-I-- She refused to go in the ambulance after the EMTs looked at her.
-I-- Waited with patient until EMS got there.
-I-- Directed ambulance to the south entrance.
-I-- Two EMTs from Acadian loaded the patient.
-I-- Ambulance crew called it in as a stroke.
-I-- EMS cancelled by patient's wife.
---- EMS was offered but refused.
---- Offered EMS, guest declined.
---- Patient refused EMS.
---- Declined medical and left.
---- No EMS.
---- EMS N/A
---- I asked if she wanted an ambulance and she said she was ok.
---- Ambulance not called at guest's request.
---- An ambulance was not necessary.
---- Wife will take him to ER instead of ambulance.
---- He was taken by ambulance two days ago.
---- Medical clinic on 2 had lights on.
---- Paramedic textbook found in lobby.
---- First aid kit restocked.
---- AMR form filed with property office.
--I- HPD on site for a theft report in 304.
--I- Police responded at 2241 and took the subject into custody.
--I- Two police cruisers pulled in.
--I- Police escorted him off property.
--I- Officer Chen (SJPD #3381) took the report.
--I- Ofc. Dale, badge 771 with PPD, spoke to both parties.
--I- Deputy Marsh BCSO took photos.
--I- Called the sheriff on the trespasser.
--I- Subject fled before PD arrived.
--I- PD advised they would not respond to a noise complaint.
--I- PD would not come out.
--I- PD gave incident number P26-33812.
--I- Incident # given by PD: 26-55121.
--I- Reported to police, RO# 26-1188.
--I- Police report filed.
--I- Guest filed a police report with MPD.
--I- Turned the wallet over to the police.
--I- Garda attended and removed the male.
--I- RCMP on scene at 0144.
--I- Victoria Police attended at 0210hrs.
--I- 000 called and police attended within 10 mins.
--I- Cops rolled up with lights on.
--I- Sgt. Ortiz from metro PD wanted the video.
--I- Held the shoplifter until police took over.
--I- Detained for police.
--I- CPD were searching the area for a suspect.
--I- Police helicopter overhead, officers said stay inside.
--I- PD called back at 0320 for the gate code.
--I- Contacted non-emergency dispatch about the parked truck.
--I- Dispatch at PD said a unit is en route.
---- Did not contact PD per client.
---- Client said no police.
---- He begged me not to call the police.
---- Said his dad is a cop.
---- Wanted to know if police were coming.
---- Male yelled "call the cops, I don't care".
---- I told them the police would be called if they did not leave.
---- Will call PD if vehicle returns.
---- Recommended filing a police report.
---- Victim did not want to press charges or involve police.
---- A police report was not made.
---- Police not contacted.
---- Police involvement: none
---- The police were at the building across the street, not for us.
---- Mall police style hat in lost and found.
---- Officer Kent relieved by Officer Shaw.
---- Patrol officer checked the garage.
---- Security Sgt. Lopez responded.
---- Campus safety officer let the student in.
---- Sheriff of Nottingham costume party in ballroom.
---- Deputy Director asked about badges.
---- SO arrived on site and began rounds.
---- R/O observed the gate open.
---- OFC notified supervisor.
---- LP officer stopped the female.
---- PO number 2214 on the box.
---- PD = per diem.
-II- Ambulance and police in attendance.
I-I- PD and FD both cleared by 0130.
III- Police, fire & ambulance attended.
II-- FD and AMR on scene, one transported.
---- No need for police or fire.
---- No emergency services were required.
---I I dialed 911 right away.
---I Call to 911 made at 2217.
---I 911 operator said help was coming.
---I Someone had called 911 for a fight.
---- He said he would call 911.
---- Declined to have 911 called.
---- Emergency exit was blocked.
---- Emergency lights tested.
I--I 911 called, FD cancelled.
I--- Smoke detector went off in 4B, FD came and cleared it.
I--- 03:12 fire dept arrives, 03:30 fire dept departs
I--- Called fire dispatch, they sent one engine.
I--- Firefighter Kim told me it was steam.
I--- NFD Engine 1, Truck 1 on location.
I--- Waited outside for the fire department to give the ok.
I--- Tenants re-entered once fire dept cleared the bldg.
I--- FD # 2214 is the run number, they left at 2250.
---- There was no need to contact the fire dept.
---- FD not dispatched, system in test.
---- Fire lane towing requested for white van.
---- Candle smell reported, no fire.
---- Fire alarm pulled by kids, I reset it.
-I-- Had EMS come out for a lady who fell on the stairs.
-I-- Amb. arrived 2219, pt loaded 2231.
-I-- Paramedics said it was a panic attack.
-I-- Pt was taken to hospital via AMR.
-I-- Medics on the way for chest pains in 1102.
-I-- EMT's bandaged his hand and he went home.
---- Refused ambulance, friend drove her.
---- Ambulance was not needed per the nurse.
---- If she gets worse, call an ambulance.
---- Medic alert tag found at pool.
---- Took patient by wheelchair to lobby.
--I- Two officers with Ridgeton PD walked the lot with me.
--I- PD ran the plate and it came back stolen.
--I- RPD: case 26-10442, Ofc. Tate.
--I- Police showed up and the party broke up.
--I- Flagged down a passing police car and they detained him.
--I- NOPD came, took info, left.
--I- Reported the vandalism to police online, report 26-9981.
--I- Male was handed over to the officers from county sheriff.
--I- Waited for PD; PD arrived at 0144 and issued a CTW.
--I- Sheriff deputy served eviction at 12C.
--I- I had dispatch send PD for the fight.
---- Both parties declined police.
---- PD not requested.
---- Owner will file with PD himself.
---- He claimed to be a cop.
---- Asked us to call police if she returns.
---- Her ex is a police officer.
---- Officer Diaz and I checked the roof.
---- Officers rotated posts at 0200.
---- Officer was relieved for lunch.
---- Police scanner app was loud in the lobby.
-II- EMS and PD on site for an OD in the garage.
III- FD, PD and EMS all arrived within 5 min.
I-I- Police and fire responded; no EMS.
---I 9-1-1 was dialed by accident.
---I A call was placed to 911 by the front desk.
---- Room 911 guest locked out.
--I- I called the police but they never showed up. I relocked it.
--II Called 911, police did not come.
--I- Called PD, no response.
--I- I called police, no one showed up.
--I- I called the sheriff but no deputy was available.
-I-- I requested an ambulance but it never arrived.
-II- I called police and EMS but they never showed up.
---- Police did not come because they were not called.
---- The police were never called.
---- The guest said EMS never came last time.
"""
