"""The chart of accounts of the generated companies: four digits in the ranges Finnish charts share."""

from functools import cache

from .model import Account

__all__ = ["liikekirjuri"]

# code | Finnish | Swedish | English
_ACCOUNTS = """\
1020|Kehittämismenot|Utvecklingsutgifter|Development expenditure
1030|Aineettomat oikeudet|Immateriella rättigheter|Intangible rights
1050|Liikearvo|Goodwill|Goodwill
1070|Muut aineettomat hyödykkeet|Övriga immateriella tillgångar|Other intangible assets
1100|Maa-alueet|Markområden|Land
1120|Rakennukset|Byggnader|Buildings
1130|Rakennelmat|Konstruktioner|Structures
1160|Koneet ja kalusto|Maskiner och inventarier|Machinery and equipment
1170|Tuotantokoneet|Produktionsmaskiner|Production machinery
1200|Kuljetusvälineet|Transportmedel|Vehicles
1220|Atk-laitteet|Datautrustning|Computers
1300|Muut aineelliset hyödykkeet|Övriga materiella tillgångar|Other tangible assets
1380|Keskeneräiset hankinnat|Pågående nyanläggningar|Construction in progress
1400|Osuudet saman konsernin yrityksissä|Andelar i företag inom samma koncern|Holdings in group undertakings
1440|Muut osakkeet ja osuudet|Övriga aktier och andelar|Other shares
1500|Aineet ja tarvikkeet|Material och förnödenheter|Raw materials and consumables
1510|Keskeneräiset tuotteet|Varor under tillverkning|Work in progress
1520|Valmiit tuotteet|Färdiga produkter|Finished products
1550|Ennakkomaksut vaihto-omaisuudesta|Förskottsbetalningar för omsättningstillgångar|Advance payments for stocks
1660|Vuokravakuudet|Hyresdepositioner|Rent deposits
1700|Myyntisaamiset|Kundfordringar|Trade debtors
1705|Myyntisaamiset, ulkomaat|Kundfordringar, utlandet|Trade debtors, abroad
1720|Luottotappiovaraus|Reservering för kreditförluster|Allowance for bad debts
1730|Saamiset saman konsernin yrityksiltä|Fordringar hos företag inom samma koncern|Amounts owed by group undertakings
1750|Lainasaamiset|Lånefordringar|Loan receivables
1760|Muut saamiset|Övriga fordringar|Other debtors
1763|Arvonlisäverosaamiset|Mervärdesskattefordringar|VAT receivable
1765|Matkaennakot|Reseförskott|Travel advances
1800|Siirtosaamiset|Resultatregleringar|Prepayments and accrued income
1810|Ennakkoon maksetut vuokrat|Förutbetalda hyror|Prepaid rents
1820|Ennakkoon maksetut vakuutukset|Förutbetalda försäkringar|Prepaid insurances
1840|Verosaamiset|Skattefordringar|Tax receivables
1860|Rahoitusarvopaperit|Finansiella värdepapper|Securities
1900|Kassa|Kassa|Cash in hand
1910|Pankkitili|Bankkonto|Bank account
1920|Pankkitili 2|Bankkonto 2|Bank account 2
1980|Korttimaksujen selvittely|Utredningskonto för kortbetalningar|Card payments in transit
1990|Rahaa matkalla|Betalningar under överföring|Payments in transit
2000|Osakepääoma|Aktiekapital|Share capital
2020|Ylikurssirahasto|Överkursfond|Share premium account
2050|Vararahasto|Reservfond|Legal reserve
2061|Sijoitetun vapaan oman pääoman rahasto|Fonden för inbetalt fritt eget kapital|Invested unrestricted equity
2251|Edellisten tilikausien voitto (tappio)|Balanserad vinst (förlust)|Retained earnings (loss)
2261|Osingonjako|Dividendutdelning|Dividends
2371|Tilikauden voitto (tappio)|Räkenskapsperiodens vinst (förlust)|Profit (loss) for the financial year
2380|Pääomalainat, oma pääoma|Kapitallån, eget kapital|Subordinated loans, equity
2400|Poistoero|Avskrivningsdifferens|Accumulated accelerated depreciation
2500|Pakolliset varaukset|Avsättningar|Provisions
2620|Pankkilainat, pitkäaikaiset|Banklån, långfristiga|Bank loans, long-term
2650|Eläkelainat|Pensionslån|Pension loans
2700|Velat saman konsernin yrityksille, pitkäaikaiset|Skulder till koncernföretag, långfristiga|Owed to group, long-term
2740|Muut pitkäaikaiset velat|Övriga långfristiga skulder|Other long-term creditors
2820|Pankkilainat, lyhytaikaiset|Banklån, kortfristiga|Bank loans, short-term
2860|Saadut ennakot|Erhållna förskott|Advances received
2870|Ostovelat|Leverantörsskulder|Trade creditors
2880|Maksutapahtumatili|Betalningstransaktionskonto|Payment transaction account
2900|Velat saman konsernin yrityksille|Skulder till koncernföretag|Owed to group undertakings
2920|Ennakonpidätysvelka|Förskottsinnehållningsskuld|Withholding and health insurance
2930|Arvonlisäverovelka|Mervärdesskatteskuld|VAT payable
2935|Verotili|Skattekonto|Tax account
2940|Muut lyhytaikaiset velat|Övriga kortfristiga skulder|Other creditors
2945|Ulosotto- ja ay-jäsenmaksuvelat|Utsöknings- och fackavgiftsskulder|Attachment and union dues
2950|Eläkevakuutusmaksuvelka|Pensionsförsäkringsskuld|Pension insurance payable
2955|Korkovelat|Ränteskulder|Interest payable
2960|Tuloverovelka|Inkomstskatteskuld|Income tax payable
2970|Lomapalkkavelka|Semesterlöneskuld|Holiday pay accrual
2979|Muut siirtovelat|Övriga resultatregleringar|Other accruals
3000|Myynti, yleinen verokanta|Försäljning, allmän skattesats|Sales, standard rate
3010|Myynti, elintarvikkeet|Försäljning, livsmedel|Sales, food
3020|Myynti, verokanta 10 %|Försäljning, skattesats 10 %|Sales, 10 % rate
3030|Palvelumyynti|Försäljning av tjänster|Sales of services
3040|Myynti, veroton|Försäljning, skattefri|Sales, exempt
3070|Rahdit myynnistä|Frakter vid försäljning|Freight charged
3300|Myynti saman konsernin yrityksille|Försäljning till koncernföretag|Sales to group undertakings
3370|Yhteisömyynti, tavarat|Gemenskapsintern varuförsäljning|Sales of goods to the EU
3380|Yhteisömyynti, palvelut|Försäljning av tjänster till EU|Sales of services to the EU
3390|Vientimyynti|Exportförsäljning|Exports
3500|Myynnin alennukset|Försäljningsrabatter|Discounts given
3540|Myynnin kassa-alennukset|Kassarabatter|Cash discounts given
3560|Myynnin kurssierot|Kursdifferenser på försäljning|Exchange differences on sales
3570|Luottotappiot|Kreditförluster|Bad debts
3600|Valmistevaraston muutos|Förändring av lager|Change in stocks of finished goods
3630|Valmistus omaan käyttöön|Tillverkning för eget bruk|Work for own purposes
3650|Liiketoiminnan muut tuotot|Övriga rörelseintäkter|Other operating income
3700|Vuokratuotot|Hyresintäkter|Rental income
3800|Saadut avustukset|Erhållna bidrag|Grants received
3960|Käyttöomaisuuden myyntivoitot|Försäljningsvinster på anläggningstillgångar|Gains on fixed assets
4000|Raaka-aineostot|Råvaruinköp|Purchases of raw materials
4010|Pakkaustarvikkeet|Förpackningsmaterial|Packaging
4020|Tavaraostot|Varuinköp|Purchases of goods
4100|Tavaraostot EU|Varuinköp från EU|Purchases of goods from the EU
4110|Palveluostot EU|Tjänsteinköp från EU|Purchases of services from the EU
4200|Tuontiostot|Importinköp|Imports
4300|Ostorahdit|Inköpsfrakter|Freight on purchases
4350|Ostojen alennukset|Inköpsrabatter|Discounts received
4360|Ostojen kurssierot|Kursdifferenser på inköp|Exchange differences on purchases
4400|Varastojen muutos|Förändring av lager|Change in stocks
4450|Alihankinta|Underleverantörer|Subcontracting
4470|Vuokratyövoima|Inhyrd arbetskraft|Hired labour
5000|Työntekijäpalkat|Arbetslöner|Wages
5010|Ylityökorvaukset|Övertidsersättningar|Overtime pay
5100|Toimihenkilöpalkat|Tjänstemannalöner|Salaries
5300|Vuosiloma-ajan palkat|Semesterlöner|Holiday pay
5310|Lomarahat|Semesterpremier|Holiday bonuses
5320|Lomapalkkavelan muutos|Förändring av semesterlöneskuld|Change in holiday pay accrual
5400|Sairausajan palkat|Lön under sjukdomstid|Sick pay
5420|Saadut Kela-korvaukset|Erhållna FPA-ersättningar|Social insurance compensation
5500|Johdon palkat|Ledningens löner|Management salaries
5600|Kokouspalkkiot|Mötesarvoden|Meeting fees
5900|Luontoisedut|Naturaförmåner|Fringe benefits
5990|Luontoisetujen vastatili|Motkonto för naturaförmåner|Fringe benefits, contra
6100|TyEL-maksut|ArPL-avgifter|Pension insurance
6110|Työntekijöiden TyEL-osuus|Arbetstagarnas ArPL-andel|Employees' pension contributions
6200|Muut eläkekulut|Övriga pensionskostnader|Other pension expenses
6300|Sairausvakuutusmaksut|Sjukförsäkringsavgifter|Health insurance contributions
6400|Tapaturmavakuutus|Olycksfallsförsäkring|Accident insurance
6410|Työttömyysvakuutusmaksut|Arbetslöshetsförsäkring|Unemployment insurance
6420|Ryhmähenkivakuutus|Grupplivförsäkring|Group life insurance
6800|Poistot aineettomista hyödykkeistä|Avskrivningar på immateriella tillgångar|Amortisation
6830|Poistot rakennuksista|Avskrivningar på byggnader|Depreciation of buildings
6870|Poistot koneista ja kalustosta|Avskrivningar på maskiner och inventarier|Depreciation of machinery
6900|Arvonalentumiset|Nedskrivningar|Reduction in value
7000|Virkistystoiminta|Rekreation|Staff recreation
7010|Henkilökuntaruokailu|Personalmåltider|Staff meals
7050|Työterveyshuolto|Företagshälsovård|Occupational health care
7060|Koulutus|Utbildning|Training
7070|Työvaatteet|Arbetskläder|Work clothes
7200|Toimitilavuokrat|Lokalhyror|Rents
7230|Vastikkeet|Vederlag|Maintenance charges
7300|Sähkö|El|Electricity
7310|Vesi|Vatten|Water
7320|Lämmitys|Uppvärmning|Heating
7330|Siivous|Städning|Cleaning
7350|Jätehuolto|Avfallshantering|Waste management
7370|Kiinteistön korjaukset|Reparationer av fastighet|Repairs of premises
7400|Polttoaineet|Bränsle|Fuel
7420|Ajoneuvojen huolto|Fordonsservice|Vehicle maintenance
7440|Ajoneuvovakuutukset|Fordonsförsäkringar|Vehicle insurance
7460|Leasing-autot|Leasingbilar|Leased cars
7500|Atk-ohjelmistot|Dataprogram|Software
7510|Atk-palvelut|Datatjänster|IT services
7540|Atk-laitteet alle 3 v|Datautrustning under 3 år|Computers under three years
7600|Koneiden vuokrat|Maskinhyror|Machine rents
7620|Koneiden huolto|Maskinservice|Machine maintenance
7680|Pienhankinnat|Småanskaffningar|Small purchases
7800|Matkaliput|Resebiljetter|Travel tickets
7810|Majoitus|Logi|Accommodation
7820|Päivärahat|Dagtraktamenten|Daily allowances
7830|Kilometrikorvaukset|Kilometerersättningar|Mileage allowances
7900|Edustuskulut|Representation|Entertainment
8000|Myyntirahdit|Försäljningsfrakter|Freight on sales
8050|Mainonta|Reklam|Advertising
8070|Verkkomainonta|Webbreklam|Online advertising
8100|Messut|Mässor|Fairs
8200|Tutkimus ja kehitys|Forskning och utveckling|Research and development
8380|Taloushallintopalvelut|Ekonomiförvaltningstjänster|Accounting services
8390|Tilintarkastus|Revision|Audit
8400|Lakipalvelut|Juridiska tjänster|Legal services
8410|Konsultointi|Konsultarvoden|Consulting
8450|Muut hallintokulut|Övriga förvaltningskostnader|Other administration
8500|Puhelin|Telefon|Telephone
8510|Tietoliikenne|Datakommunikation|Data communications
8540|Postikulut|Postkostnader|Postage
8560|Rahaliikenteen kulut|Penningrörelsens kostnader|Bank charges
8600|Vakuutukset|Försäkringar|Insurances
8620|Toimistotarvikkeet|Kontorsmaterial|Office supplies
8650|Lehdet ja kirjat|Tidningar och böcker|Newspapers and books
8680|Jäsenmaksut|Medlemsavgifter|Membership fees
8750|Vähennyskelvottomat kulut|Icke-avdragbara kostnader|Non-deductible expenses
8950|Pyöristyserot|Öresutjämning|Rounding differences
9150|Korkotuotot|Ränteintäkter|Interest income
9250|Muut rahoitustuotot|Övriga finansiella intäkter|Other financial income
9440|Korkokulut|Räntekostnader|Interest expenses
9460|Viivästyskorot|Dröjsmålsräntor|Late payment interest
9500|Muut rahoituskulut|Övriga finansiella kostnader|Other financial expenses
9750|Poistoeron muutos|Förändring av avskrivningsdifferens|Change in accelerated depreciation
9880|Saadut konserniavustukset|Erhållna koncernbidrag|Group contributions received
9890|Annetut konserniavustukset|Lämnade koncernbidrag|Group contributions given
9900|Tuloverot|Inkomstskatter|Income taxes
9980|Muut välittömät verot|Övriga direkta skatter|Other direct taxes
"""

_INACTIVE = {"1050", "2020", "2650", "5600", "8200"}


@cache
def liikekirjuri() -> tuple[Account, ...]:
    """Give the chart, ordered by code, with Swedish and English names as translations."""
    return tuple(_account(*line.split("|")) for line in _ACCOUNTS.splitlines())


def _account(code: str, finnish: str, swedish: str, english: str) -> Account:
    return Account(code, finnish, code not in _INACTIVE, (("sv", swedish), ("en", english)))
