"""Kinds of touchpoints: the words names are made of in several languages, and where such a kind stands.

English, German, French, Spanish, Russian, and common words of Italian, Portuguese and Dutch. A word
stands for itself; with a star for every word that begins (``mail*``), ends or goes on with it (``*wagen*``).
Marks on letters and capitals do not count.
"""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind: its name, its stage of the hourglass ("" none), where it usually happens ("" anywhere)."""

    name: str
    stage: str
    channel: str
    words: str


KINDS = (
    # know
    Kind("advertising", "know", "ads", """
        ad; ads; advert*; adwords; adset; banner*; ppc; cpc; retarget*; remarket*; campaign*;
        impression*; sponsored; *anzeige*; *werbung*; werbe*; plakat*; publicite*; pub; annonce*;
        campagne*; anuncio*; publicidad; campana*; реклам*; баннер*; объявлен*; кампан*; pubblicita;
        reclame*; tv spot; radio; billboard*"""),
    Kind("search", "know", "search", """
        search; search result*; organic*; seo; google; bing; yandex; suche; suchergebnis*; recherche;
        resultat de recherche; busqueda*; buscador; поиск*; яндекс; ricerca; busca; zoeken;
        products searched"""),
    Kind("social", "know", "social", """
        social; post; posts; facebook; instagram; tiktok; linkedin; pinterest; twitter; youtube; vk;
        reddit; picture post; story viewed; beitrag; beitraege; publication*; publicacion*; пост;
        соцсет*; вконтакте; reel; reels"""),
    Kind("print material", "know", "print", """
        flyer*; leaflet*; brochure*; print*; poster*; catalog*; postcard*; prospekt*; broschuere*;
        *katalog*; postkarte*; prospectus; depliant*; folleto*; tarjeta postal; листовк*; брошюр*;
        каталог*; буклет*; folder; volantino"""),
    Kind("first visit", "know", "site", """
        home; homepage; home page; landing*; landing page*; first visit; site visit; visit; visited;
        page view*; pageview*; session start; startseite; besuch*; page d accueil; accueil; visite*;
        pagina de inicio; inicio; visita*; главная; визит*; посещен*; first step*; walk in; walked in;
        shop window; schaufenster; vitrine; storefront"""),
    Kind("recommended by someone", "know", "", """
        friend s recommendation; friend s code; recommended by*; referred by*; word of mouth;
        table card*; mundpropaganda; empfohlen von; bouche a oreille; recommande par; boca a boca;
        recomendado por; сарафан*; по рекомендации"""),
    Kind("networking", "know", "event", """
        networking; business card*; visitenkarte*; carte de visite; визитк*; netzwerk*"""),
    # like
    Kind("content", "like", "site", """
        blog*; article*; diary; video*; podcast*; content; story; stories; guide*; tutorial*; magazine*;
        news; artikel*; beitragsseite; tagebuch; ratgeber*; anleitung*; journal; contenu*; articulo*;
        contenido*; guia*; статья; статьи; блог*; видео*; новост*; articolo; artigo; making of;
        product viewed; product page*; produktseite*; fiche produit; ficha de producto; карточка товара;
        collection viewed; category page*"""),
    Kind("newsletter", "like", "e-mail", """
        newsletter*; subscri*; abonn*; infobrief*; rundbrief*; inscription newsletter;
        lettre d information; boletin*; suscri*; рассылк*; подпис*; iscrizione newsletter; nieuwsbrief;
        email open*; mail open*; mail click*; email click*; opened; open email"""),
    Kind("community", "like", "social", """
        community*; follow*; group; groups; forum*; like; liked; fan page; gefolgt; gruppe*; suivi;
        abonne facebook; groupe*; comunidad*; seguidor*; grupo*; сообществ*; группа; форум*; подписчик*"""),
    Kind("event", "like", "event", """
        event*; webinar*; workshop*; meetup*; open day; fair; trade fair; exhibition*; tour;
        visit to the office; seminar*; conference*; messe*; veranstalt*; tag der offenen tuer;
        fuehrung*; salon; evenement*; foire*; feria*; evento*; conferencia*; taller*; вебинар*;
        выставк*; мероприяти*; семинар*; экскурси*; presentation"""),
    Kind("who we are", "like", "site", """
        about; about us; team; meet the*; our story; company culture; culture; mission; values;
        ueber uns; wir ueber uns; a propos; qui sommes nous; notre equipe; equipe; sobre nosotros;
        quienes somos; equipo; о нас; о компании; команда; chi siamo; quem somos; over ons"""),
    Kind("browsing", "like", "shop", """
        browsing; shop browsing; showroom*; greeting; atmosphere; stoebern; ausstellungsraum; шоурум*"""),
    # trust
    Kind("reviews", "trust", "site", """
        review; reviews; reviews page; rating*; testimonial*; trustpilot; map review*; *bewertung*;
        rezension*; kundenstimme*; avis; temoignage*; notation; resena*; opinion*; testimonio*;
        valoracion*; отзыв*; рейтинг*; оценк*; recension*; avaliac*; beoordeling*"""),
    Kind("success stories", "trust", "site", """
        case study; case studies; customer stor*; success stor*; reference*; portfolio; example*;
        fallstudie*; referenz*; erfolgsgeschichte*; etude de cas; cas client*; references client*;
        caso de exito; casos de exito; ejemplo*; кейс*; истории клиент*; портфолио; пример*; caso studio"""),
    Kind("proof", "trust", "site", """
        press; award*; certificate*; certification*; guarantee*; safety*; faq; security; comparison*;
        compare*; presse*; zertifikat*; garantie*; auszeichnung*; vergleich*; haeufige fragen;
        prix gagne; comparaison*; comparatif*; prensa; certificado*; garantia*; premio*; comparacion*;
        пресс*; сертификат*; гарант*; сравнен*; вопросы и ответы; comment*"""),
    Kind("sales process", "trust", "", """
        pricing; price*; price list; plans; programme; program; sales call*; meeting*; talk*;
        appointment*; discovery call; preis*; preisliste; beratungsgespraech*; termin*; gespraech*;
        tarif*; rendez vous; rdv; entretien*; precio*; cita*; reunion*; цен*; прайс*; тариф*; встреч*;
        переговор*; prezzi; prijzen; advert for our name; quote*; quotation*; proposal*; *angebot*;
        devis; presupuesto*; cotizacion*; коммерческое предложение; preventivo"""),
    # try
    Kind("trial", "try", "site", """
        demo*; trial*; free trial; freemium; test drive; taster*; sample*; try*; sign up; signed up;
        signup; register*; registration*; account created; probe*; testversion; testzugang;
        kostenlos testen; muster; registrier*; anmeld*; essai*; essayer; echantillon*; inscription*;
        compte cree; prueba*; muestra*; registro*; demostracion*; демо*; пробн*; образ*; тест драйв;
        регистрац*; prova*; amostra*; proef*; presentation of the product"""),
    Kind("enquiry", "try", "site", """
        enquir*; inquir*; contact form; contact*; request; callback request; message; lead;
        form submitted; form; question; *anfrage*; kontakt*; kontaktformular; rueckfrage*; demande*;
        formulaire*; contacto*; consulta; formulario*; solicitud*; заявк*; обращен*; запрос*; контакт*;
        форма; вопрос*; richiesta*; contatto*; contato*; aanvraag*; chat*; чат*"""),
    Kind("consultation", "try", "phone", """
        consult*; advice; answer*; call back; callback*; call; phone call*; *beratung*; rueckruf*;
        antwort*; anruf*; conseil*; rappel telephonique; reponse*; appel*; asesor*; llamada*;
        respuesta*; консультац*; звон*; ответ*; chiamata*; ligac*"""),
    Kind("lead magnet", "try", "site", """
        download*; e book*; ebook*; white paper*; whitepaper*; checklist*; calculator*; template*;
        lead magnet*; quiz*; herunterlad*; checkliste*; rechner*; vorlage*; telecharg*; livre blanc;
        calculateur*; descarga*; calculadora*; plantilla*; скачив*; скачал*; чек лист*; калькулятор*;
        шаблон*"""),
    Kind("incentive", "try", "", """
        coupon*; voucher*; discount*; promo*; offer*; *gutschein*; rabatt*; bon de reduction; remise*;
        offre*; cupon*; descuento*; oferta*; купон*; скидк*; промокод*; акция; предложени*; sconto*;
        buono; korting*"""),
    # buy
    Kind("order", "buy", "", """
        order*; purchase*; bought; buy; sale; sold; transaction*; deal won; won; booking*; booked;
        *bestell*; kauf*; gekauft; auftrag*; buchung*; commande*; achat*; achete; vente*; reservation*;
        pedido*; compra*; venta*; reserva*; заказ*; покуп*; купил*; продаж*; сделка; бронир*; ordine;
        acquisto*; encomenda; bestelling*; aankoop"""),
    Kind("basket", "buy", "site", """
        cart*; basket*; checkout*; add to cart; product added; abandoned*; basket reminder; *warenkorb*;
        einkaufswagen; kasse; panier*; caisse; passage en caisse; carrito*; cesta; корзин*; оформлен*;
        carrello; carrinho; winkelwagen"""),
    Kind("payment", "buy", "", """
        payment*; paid; pay; invoice*; bill; receipt*; contract*; deposit*; zahlung*; bezahl*;
        *rechnung*; vertrag*; quittung*; paiement*; facture*; contrat*; pago*; factura*; contrato*;
        recibo*; оплат*; платеж*; счет; счета; договор*; чек; pagamento*; fattura*; betaling*; factuur*"""),
    Kind("delivery and onboarding", "buy", "", """
        onboard*; welcome*; delivery; delivered; shipped; shipping; parcel*; setup; kick off;
        installation*; lieferung*; geliefert; versand*; paket*; willkommen*; einfuehrung*; livraison*;
        livre; colis; bienvenue*; entrega*; envio*; bienvenid*; paquete*; доставк*; отгруз*; посылк*;
        приветств*; consegna*; levering*"""),
    Kind("one-time offer", "buy", "site", """
        tripwire*; one time offer; upsell*; up sell*; cross sell*; crosssell*; допродаж*"""),
    # repeat
    Kind("coming back", "repeat", "", """
        reorder*; repeat*; renew*; refill*; replenish*; subscription renew*; loyalty*; bonus card;
        second order; win back; wiederbestell*; nachbestell*; verlaenger*; treue*; stammkund*;
        renouvel*; recommande a nouveau; fidelite*; renovac*; recompra*; fidelidad*; lealtad; повторн*;
        продлен*; лояльн*; бонусн*; rinnovo*; fedelta; returned"""),
    Kind("service", "repeat", "", """
        support*; ticket*; service*; help desk; helpdesk*; help; incident*; claim*; repair*;
        warranty*; return*; maintenance; kundendienst*; stoerung*;
        reparatur*; wartung*; service apres vente; sav;
        reparation*; retour*; soporte*;
        поддержк*; ремонт*; обслуживан*; тикет*"""),
    Kind("asking what they think", "repeat", "e-mail", """
        review request*; survey*; nps; csat; feedback*; satisfaction*; ask for review;
        asked for a review; bewertung erbeten; umfrage*; zufriedenheit*; rueckmeldung*; demande d avis;
        sondage*; enquete*; encuesta*; solicitud de resena; satisfaccion; опрос*; обратная связь;
        удовлетворен*; просьба об отзыве; asked to recommend; review written; wrote a review"""),
    Kind("club", "repeat", "", """
        club*; vip; member event; kundenclub*; stammtisch*; клуб*; customer evening; clube"""),
    # no stage: what goes back or is called off moves nobody on
    Kind("what went back or was called off", "", "", """
        refund*; chargeback*; complain*; cancel*; unsubscri*; opt out; opted out; bounced; goods returned;
        product return*; reklamation*; beschwerde*; storno*; stornier*; *kuendig*; abbestell*; abgemeldet;
        widerruf*; rueckgabe*; erstattung*; *rueckerstatt*; retoure*; remboursement*; rembourse*; annulation*;
        annule*; desabonn*; desinscri*; reclamation*; reembols*; devolucion*; queja*; reclamo*; cancelac*;
        anulac*; возврат*; жалоб*; рекламац*; отмен*; отпис*; rimborso*; disdetta*; annullament*; reclami;
        terugbetaling*; klacht*; opzegg*"""),
    # refer
    Kind("recommending", "refer", "", """
        refer*; recommend*; invite*; invited; share*; shared; friend code shared; bring a friend;
        tell a friend; *empfehl*; empfohlen; weiterempf*; freunde werben; geteilt; parrain*; recommand*;
        partage*; invitation ami; recomend*; compart*; invitar*; trae a un amigo; рекоменд*; поделил*;
        приведи друга; приглас*; raccomand*; condivi*; indicac*"""),
    Kind("partner programme", "refer", "partner", """
        affiliate*; partner*; ambassador*; reseller*; advocate*; champion*; referral programme;
        botschafter*; affilie*; ambassadeur*; partenaire*; afiliad*; embajador*; socio; партнер*;
        амбассадор*; реферал*; table cards set out"""),
)  # fmt: skip

CHANNELS = (
    ("e-mail", """
        email*; e mail*; mail; mails; mailing*; newsletter*; letter*; infobrief*; courriel*; correo*;
        рассылк*; письм*; имейл*"""),
    ("phone", """
        phone*; call; calls; call back; callback*; anruf*; telefon*; telephone*; appel*; llamada*;
        звон*; телефон*; chiamata*"""),
    ("messenger", """
        whatsapp; telegram; messenger; sms; viber; signal; wechat; chat*; чат*; сообщени*;
        text message*; message*"""),
    ("ads", """
        ad; ads; advert*; adwords; banner*; cpc; ppc; anzeige*; werbung*; publicite*; anuncio*; реклам*;
        баннер*; retarget*"""),
    ("social", """
        social; post; posts; facebook; instagram; tiktok; linkedin; pinterest; twitter; youtube; vk;
        вконтакте; соцсет*; follow*"""),
    ("search", """
        search*; organic*; seo; google; bing; yandex; яндекс; поиск*; suchergebnis*; map review*;
        recherche; busqueda*"""),
    ("shop", """
        shop; store; branch*; counter; showroom*; in store; filiale*; laden*; geschaeft*; boutique*;
        magasin*; tienda*; магазин*"""),
    ("event", """
        event*; fair; trade fair; webinar*; workshop*; meetup*; messe*; salon; feria*; выставк*;
        вебинар*; conference*; seminar*"""),
    ("print", """
        flyer*; leaflet*; brochure*; poster*; catalog*; postcard*; prospekt*; katalog*; folleto*;
        листовк*; каталог*; print*"""),
    ("app", """
        app; in app; mobile app; push*; приложени*; aplicacion"""),
    ("partner", """
        partner*; affiliate*; reseller*; marketplace*; amazon; ebay; партнер*; partenaire*; socio*;
        museum*"""),
    ("site", """
        site; website; web; page; pages; form; checkout*; cart*; basket*; download*; blog*; online;
        landing*; seite*; formular*; page d accueil; formulaire*; pagina*; formulario*; web order;
        сайт*; страниц*; форма; корзин*; sito; warenkorb*"""),
)  # fmt: skip
"""Channels and the words that name them, the surer ones first."""
