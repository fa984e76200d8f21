"""What Spanish and French replies say about being texted, as data: patterns over plain words, without accents.

French is owed an answer in Canada, Spanish in the United States (CTIA Messaging Principles: opt-out in the language of
the program). The verb's form carries the command, so these are looked for anywhere in a clause.
"""

_ES_NOUN = (
    r"(?:mensajes?|textos?|sms|notificaciones|alertas?|promociones|promos|ofertas?|publicidad|spam|anuncios|"
    r"propaganda|"
    r"recordatorios|comunicaciones|mensajitos|correos y mensajes)\b"
)
_ES_GAP = (
    r"(?:(?:mas|ya|recibir|recibiendo|seguir|estos|esos|estas|esas|sus|tus|los|las|el|de|tantos|otro|otros|ningun|"
    r"ninguna|nada|tener|"
    r"ver|con|este|ese|tipo|mi|me|que|lleguen|llegando|tanta|tanto|a|mandar|mandando|enviar|enviando|malditos|"
    r"pinches|nunca) )"
)
_ES_DO = r"(?:escrib|mand|envi|molest|texte|contact|acos|fastidi|jod|chinga|spame|hostig|mensaje|bombarde)\w*"
_ES_TAKE = r"(?:quit|borr|elimin|saqu|sac|remuev|remov|retir|remuv)(?:e|en|a|ar|es|an|er|al)(?:me|nos|lo|los|s)?"
SPANISH = (
    rf"(?<!no )\b(?:dej[ae]|dejes|dejen|dejad|dejar|paren|pare|para|parar|cese|cesen|basta|basten)(?: (?:ya|"
    rf"por favor|porfa))? de (?:estar )?{_ES_DO}",
    r"\b(?:no|nunca|jamas|ya no)(?: (?:por favor|quiero que|deseo que))? (?:me|nos|le) (?:vuelva[ns]? a |sigan? |"
    r"siga[ns]? )?"
    r"(?:escriba[ns]?|moleste[ns]?|textee?[ns]?|contacte[ns]?|textie[ns]?|escribir|molestar|contactar|escribiendo|"
    r"molestando|textear|"
    r"mandando|enviando|acose[ns]?|mensajee[ns]?|busque[ns]?)\b",
    rf"\b(?:no|nunca|ya no) (?:me|nos) (?:vuelva[ns]? a |sigan? )?(?:mand|envi)(?:e|en|es|ar)\b (?:mas|nada|ni un|"
    rf"ningun|{_ES_GAP}{{0,4}}{_ES_NOUN})",
    r"\b(?:no|nunca|ya no) (?:me|nos) (?:mand|envi)(?:e|en|es)\b$",
    rf"\b(?:no|nunca|ya no|jamas)(?: le| les| lo)? (?:vuelva[ns]? a |sigan? |siga[ns]? )?(?:mand|envi)(?:e|en|es|ar|"
    rf"ando)\b (?:mas |ni un |"
    rf"ningun )?{_ES_GAP}{{0,4}}{_ES_NOUN}",
    r"\b(?:no|nunca|ya no)(?: me| nos| le| les)? (?:vuelva[ns]? a |sigan? )?(?:mand|envi|escrib)(?:e|en|es|a|an|as|"
    r"ir|ar) (?:nada|mas|"
    r"nunca)(?: mas)?(?= por favor|$| gracias)",
    r"\bno (?:seguir |volver a )?(?:enviar|mandar|escribir|textear|contactar|molestar)(?:me|nos|le)\b",
    rf"\b(?:para )?que (?:ya )?no (?:me|nos|le) (?:lleguen|llegue|manden|envien|escriban|contacten|"
    rf"molesten){_ES_GAP}{{0,3}}"
    rf"(?: {_ES_NOUN}|$)",
    r"\b(?:stop|paren|parale|parenle) (?:de )?(?:mand|envi|escrib|molest|texte|contact)\w*(?:ndo|ndome|ndonos|r|rme)\b",
    r"\bno le (?:escriba|mande|envie|textee|contacte)[ns]?(?: mas| nada)?$",
    rf"^(?:(?:por favor|oye|hola|ey|bueno|ok) )*(?:ya |nada de |no )?(?:stop|parale|parenle|ya estuvo|alto|basta|"
    rf"bajenle|"
    rf"dejense)(?: ya)? (?:con |de |a )?{_ES_GAP}{{0,3}}{_ES_NOUN}",
    rf"\b(?:ya )?no (?:(?:quiero|deseo|necesito|queremos|quisiera|pedi|me interesa|me interesan|"
    rf"autorizo) ){{1,2}}{_ES_GAP}{{0,6}}{_ES_NOUN}",
    r"\bno (?:quiero|deseo|autorizo|quisiera|queremos) (?:ya )?(?:que )?(?:me|nos|ser) (?:sigan |"
    r"vuelvan a )?(?:escrib|mand|envi|molest|contact|texte)\w*",
    rf"^(?:\w+ ){{0,2}}no mas {_ES_GAP}{{0,3}}{_ES_NOUN}",
    rf"(?<!no )\b{_ES_TAKE}(?: por favor)? (?:mi|de|este|a mi)\b (?:{_ES_GAP}|su |tu |la |esta |toda |todas |envio )"
    r"{0,4}(?:listas?|numero|base|sistema|contactos|telefono|celular|nombre|datos|registro)\b",
    r"(?<!no )\b(?:quit|borr|elimin|saqu|sac|remuev|retir)(?:e|en|a)(?:me|nos)\b$",
    r"\b(?:numero|telefono|persona|celular) equivocad[oa]\b|\b(?:equivoc\w+|confund\w+) (?:de|el) (?:numero|"
    r"persona|telefono)\b",
    r"\bdej[ae]n?(?:me|nos) (?:\w+ )?(?:en paz|tranquil[oa]s?|ya)\b|\b(?:en paz por favor)\b",
    r"(?<!no )\b(?:dar(?:me|nos)?|de[mn]+e|denme|dame|denos|deme|doy|demen|den) de baja\b(?! (?:la|el|los|las|mi|una|"
    r"un) (?!numero|telefono|celular|lista))|\b(?:quiero|solicito|"
    r"pido) (?:mi|la|una) baja\b|\bdarme baja\b",
    rf"(?<!no )\b(?:cancel(?:ar|e|en|a)|detener|deteng\w+|pare[ns]?|parar|alto|suspend\w+|termin(?:ar|en|e)|"
    rf"basta)(?: ya)? (?:con |a |de )?{_ES_GAP}{{0,3}}{_ES_NOUN}",
    r"(?<!no )\b(?:desuscrib|desinscrib|dessuscrib|desafili)\w+|\bdesapunt\w+me\b",
    r"^(?:(?:por favor|quiero|deseo|necesito) ){0,2}cancelar (?:la |esta |toda )?suscripcion\b",
    r"\b(?:revoco|retiro|cancelo) (?:mi|el|todo) (?:consentimiento|permiso|autorizacion)|\bno (?:tienen?|tienes|"
    r"doy) (?:mi )?(?:permiso|consentimiento|autorizacion)",
    r"\b(?:vete|vayanse|vayase|vete ya|larguense|largate) (?:a la|al|a|de)\b|^(?:larguense|largate|pierdete|"
    r"pierdanse)$",
    r"^(?:(?:por favor|ya|basta|no|ey|oye|hola|gracias) )*(?:pare|paren|alto(?= )|basta|detenganse|detengase|dejen|"
    r"no mas|nomas)(?: (?:ya|por favor|gracias|con esto|con eso|de una vez))*$",
)
SPANISH_NEGATED = (
    r"\bno (?:pare[ns]?|deje[ns]?|detenga[ns]?|cancele[ns]?|cancelar|me (?:quite|borre|elimine|saque|de)[ns]?|"
    r"quiero (?:cancelar|parar|dejar|darme|"
    r"que (?:pare|deje|me quite)[ns]?)|se detenga[ns]?)\b"
)
SPANISH_LIMITER = (
    r"\b(?:hasta|despues|mientras|cuando|excepto|pero|sobre|de noche|en la noche|tan (?:tarde|temprano|seguido)|"
    r"tantos?|tantas|en el trabajo|"
    r"a esta hora|a estas horas|los (?:domingos|sabados|fines)|antes|por ahora|hoy|solo|solamente|al trabajo|"
    r"por (?:facebook|whatsapp|correo)|en la manana|manana|para (?:la|el))\b"
)
SPANISH_DOUBT = (
    r"\b(?:cans|hart|molest|fastidi|aburr)\w* (?:\w+ ){0,3}(?:mensajes|textos)\b|\b(?:mensajes|textos) (?:\w+ "
    r"){0,2}(?:molest|fastidi|cans)\w*|"
    r"\ben (?:vez|lugar) de (?:text|mensaj|mandar|escrib|enviar)|"
    r"\b(?:prefiero|preferiria|prefiera|mejor) (?:\w+ ){0,3}(?:llam\w+|correo|email|telefono)\b(?! (?:manana|"
    r"luego|a "
    r"las))|"
    r"\b(?:correo|email|llam\w+|telefono) (?:\w+ ){0,3}(?:en vez|en lugar|de ahora en adelante|de hoy en adelante)\b|"
    r"\bno (?:por )?(?:mensajes|textos)$|"
    r"\bno (?:me|nos) interesa|\b(?:no|ya no) (?:estoy|estamos|toy) interesad|\bsin interes|\bno tengo interes|"
    r"(?:quien|como|donde) (?:\w+ ){0,3}(?:dio|dieron|consigui\w+|obtuv\w+|tienen|tiene|sac\w+|tienes|"
    r"hall\w+) (?:\w+ )?(?:mi|este) (?:numero|telefono|celular|contacto)|"
    r"\b(?:es|puro|son|esto|un|una) (?:spam|acoso|estafa|fraude)\b|^(?:acoso|estafa|fraude)\b|\b(?:que|vaya) "
    r"(?:fastidio|molestia|"
    r"lata)\b|\bsolo (?:\w+ )?(?:mand|envi|quiero)\w* (?:\w+ ){0,2}(?:recordatorios|citas|avisos|correo\w*)|"
    r"^no (?:quiero )?(?:promociones|publicidad|propaganda)$|\b(?:tantos|demasiados) (?:mensajes|textos)|\b(?:voy a|"
    r"vamos a|les voy a|los voy a|los) (?:denunciar(?:los|te)?|demandar(?:los|te)?|reportar(?:los|te)?|"
    r"bloquear|denuncio|reporto|bloqueo)|\bmi abogad[oa]\b (?:les|se|los|va)|"
    r"\bya no (?:trabaja|vive|esta) (?:aqui|ahi|con)|\b(?:dejen|deje|deja|paren|pare) de llamar|\bno me llame|"
    r"\bcancel\w* (?:mi|la) (?:suscripcion|servicio|cuenta|membresia)|"
    r"\b(?:harto|harta|cansado de|cansada de)\b|^(?:ya )?(?:(?:por favor|ya|si) )*(?:cancel\w+|baja|salir|quitar|"
    r"para|fin|borrar|eliminar)(?: (?:ya|por favor|gracias|esto|todo))*$|"
    r"\b(?:yo )?no (?:soy|conozco a) \w+$|\bno (?:me )?(?:registre|suscribi|inscribi|pedi|autorice|solicite)\b|"
    r"\bpor ?que me (?:escrib|mand|envi|molest|contact|texte)\w*|\b(?:chinga\w*|jodanse|jodete|vayan)\b|"
    r"\bya no (?:quiero|necesito) (?:nada|esto|el servicio)|\bno quiero nada\b|^(?:ya )?(?:es )?suficiente$|"
    r"\bdeja(?:dme|rme)\b|\bsolo (?:por )?(?:correo|email)"
)

_FR_NOUN = (
    r"(?:messages?|textos?|sms|textes?|envois?|notifications?|alertes?|pubs?|publicites?|promos?|promotions?|"
    r"offres?|sollicitations?|"
    r"communications?|infolettres?|courriels et textos|spams?|rappels|harcelement|rien)\b"
)
_FR_GAP = (
    r"(?:(?:de|d|des|du|les|ces|vos|tes|tous|toutes|avec|vous|votre|mes|aucun|aucune|autres?|cette|ce|genre|"
    r"tels|recevoir|avoir|voir|maudits|ses|plus|la|ton|me|m|envoyer|texter) )"
)
_FR_DO = (
    r"(?:ecri|envo|text|contact|harcel|derang|importun|spam|sollicit|achal|bombard|embet|emmerd|parl|relanc|"
    r"gosser|goss|ecoeur|tanner)\w*"
)
FRENCH = (
    rf"(?<!n )(?<!ne )(?<!pas )\b(?:arret(?:e|ez|er|es|ons)|cess(?:e|ez|er)|stop|stoppez|finissez|"
    rf"evitez)(?: (?:donc|tout de suite|svp|s il (?:vous|te) plait|moi|merci|maintenant|enfin)){{0,2}} "
    rf"(?:de |d )(?:m |me |nous |m y )?m?{_FR_DO}",
    rf"(?<!n )(?<!ne )\b(?:arret(?:e|ez|er)|cess(?:e|ez|er)|stop(?:pez|per)?|annul(?:er|ez|e)|desactiv(?:er|"
    rf"ez)) {_FR_GAP}{{0,4}}{_FR_NOUN}",
    r"(?<!vous )(?<!tu )(?<!il )(?<!elle )(?<!on )(?<!vous ne )(?<!tu ne )(?<!il ne )(?<!elle ne )(?<!on ne "
    r")(?<!ils ne )(?<!personne ne )\b(?:ne |de ne (?:plus |pas )|n )?(?:m |me |nous |m)(?:ecri\w*|texte\w*|"
    r"contacte\w*|derange\w*|harcele\w*|embete\w*|relance\w*|sollicite\w*|importune\w*|achale\w*) "
    r"(?:plus|jamais|pas)\b",
    r"(?<!vous )(?<!tu )(?<!vous ne )(?<!tu ne )(?<!il ne )(?<!elle ne )\b(?:ne |n )?(?:m |me |nous |"
    r"m)?env?o[iy]\w* (?:plus|jamais|moi plus|nous plus)\b(?! (?:tard|tot|vite|de|d|souvent))",
    rf"\bne (?:m |me |nous |m)envo[iy]\w* pas (?:de |d |ces |vos |tes ){_FR_GAP}{{0,3}}{_FR_NOUN}",
    r"\b(?:de )?ne (?:plus|pas|jamais) (?:m |me |nous |m)(?:ecri|contact|text|derang|envoy|sollicit|harcel|"
    r"import)\w*",
    rf"\b(?:de |veuillez |svp |merci |prie |priere |pour )(?:de )?ne (?:plus|jamais) (?:lui |leur )?(?:ecrire|"
    rf"contacter|texter|"
    rf"deranger|solliciter|communiquer|(?:envoyer|transmettre|adresser) {_FR_GAP}{{0,4}}{_FR_NOUN})",
    r"^(?:(?:svp|s il vous plait|non|ok|merci|bonjour|allo|stop) )*(?:pas|aucun|assez) (?:de |d )?(?:textos?|sms|"
    r"textes)\b(?! (?:recu|de ma))",
    rf"\b(?:je|j|nous|on) (?:ne |n )?(?:veux|souhaite|desire|voudrais|veut|voulons|aimerais|accepte|consens|"
    rf"ai) (?:vraiment |absolument )?(?:plus|pas)(?: du tout)? {_FR_GAP}{{0,6}}(?:{_FR_NOUN}|contact\b|etre "
    r"(?:contacte|sollicite|derange|texte|importune)\w*|(?:que )?(?:vous|tu|on) (?:m |me |nous |m)\w+|"
    r"demande (?:a recevoir|ces))",
    rf"^(?:(?:svp|s il vous plait|non|ok|merci|bonjour|allo|stop) )*plus (?:de |d |aucun ){_FR_GAP}{{0,2}}{_FR_NOUN}",
    r"(?<!me )(?<!vous )\b(?:desabonne[zr]?|desinscri\w+|desincri\w+|desabone[zr]?)\b|\b(?:me|m|"
    r"nous) (?:desabonner|desinscrire|desincrire|desabonne|retirer de (?:la|votre|cette|vos))\b",
    r"(?:^|\b(?:svp|veuillez|merci de|stop) )(?:mett(?:ez|re|s) fin|stop|halte|fini|terminez|plus jamais)(?: (?:aux?|"
    r"avec|les|ces|de|d|a|"
    r"vos|tous)){1,3} "
    r"(?:textos?|messages?|sms|textes|pubs?|publicites|promos?)\b",
    r"(?<!ne )\b(?:retire|enleve|supprime|efface|raye|ote|oublie)[zrs]? (?:son|leur|le) (?:nom|numero)\b|(?<!ne "
    r")\b(?:retire|enleve|supprime|efface|raye|ote|sor[st]|sorte|oublie|biffe|perd|perde)[zrs]?(?: (?:moi|"
    r"nous|donc|svp|s il vous plait|mon nom|mon numero|ce numero|mes coordonnees)){0,3} ?(?:(?:de|mon|ce|mes|du|"
    r"des|la|votre|vos|cette|ta|toutes|liste|vos|texto|envoi|d) ){0,5}"
    r"(?:listes?|numero|nom|contacts|base|fichiers?|coordonnees|telephone|systeme)\b",
    r"\b(?:mauvais|faux|pas le bon) (?:numero|no|destinataire)\b|\b(?:mauvaise|pas la bonne) personne\b|"
    r"\berreur de (?:numero|personne)\b|\b(?:trompe\w*|trompez) de (?:numero|personne)\b",
    r"\b(?:fiche|fous|fout|foute|laisse|lache|crisse|calisse)[zrs]?[ -]?(?:moi|nous|m|me) (?:\w+ )?(?:la paix|"
    r"tranquilles?|en paix|patience|patiente|en paix)\b|\bfoutez le camp\b|^(?:lachez moi|lache moi|degage[zs]?|"
    r"decalisse\w*|decrisse\w*)$",
    r"\b(?:je )?(?:revoque|retire|annule|retracte) (?:mon|tout) (?:\w+ )?(?:consentement|autorisation|accord)|"
    r"\bje ne (?:consens|donne) (?:plus|pas)",
    r"\b(?:va|allez)(?: (?:te|vous))? (?:faire (?:foutre|voir)|chier|au diable)\b",
    r"^(?:(?:svp|s il vous plait|s il te plait|non|ok|merci|bonjour|allo|oui|bon) )*(?:arret|arretez|arrete|"
    r"cessez|cesse|stop|desabonnement)(?: (?:svp|s il vous plait|s il te plait|merci|maintenant|tout de suite|ca|"
    r"cela|tout|immediatement|bon sang|stop|tabarnak|calisse|la))*$",
)
FRENCH_NEGATED = (
    r"\b(?:n|ne|vous|tu) (?:l |vous |te |me |m )?arret\w* (?:surtout )?(?:pas|jamais)|\barret(?:ez|"
    r"e) (?:surtout )?pas\b|\bne (?:vous|te|me) (?:desabonne|desinscri)\w* pas|"
    r"\b(?:veux|voudrais|souhaite) (?:surtout )?pas (?:me desabonner|me desinscrire|arreter|annuler|"
    r"que vous arretiez)|\bne (?:me |m )(?:retire|enleve|supprime)\w* pas"
)
FRENCH_LIMITER = (
    r"\b(?:jusqu|apres|avant|pendant|quand|lorsque|sauf|excepte|mais|au sujet|a propos|concernant|le (?:soir|"
    r"dimanche|matin|weekend)|la nuit|si (?:tard|tot|souvent)|trop|au travail|"
    r"ce soir|aujourd|pour (?:l instant|le moment|la maison|le|la|ma|mon)|seulement|a cette heure|autant|tant que|"
    r"sur (?:facebook|whatsapp|messenger)|cette semaine|par courriel|de suite apres)\b"
)
# In a long text only clauses with one of these are searched: every pattern above and below needs one.
STEMS = (
    r"mensaj|messag|texto|sms|escrib|mand[aeo]|envi|molest|texte|contact|acos|ching|lista|numero|telefono|celular|"
    r"equivoc|confund|"
    r"\bpaz\b|\bpaix\b|tranquil|\bbaja\b|suscri|desins|desab|permiso|autoriz|arret|cess[ez]|ecri[vrt]|"
    r"envo[iy]|derang|harcel|"
    r"liste\b|fichier|coordonnees|mauvais|basta|no mas\b|plus de|interes|spam|estafa|denunci|demand|abogad|"
    r"avocat|plainte|courriel|email|correo|llam|\btexto"
)
FRENCH_DOUBT = (
    r"\b(?:textos?|messages) (?:\w+ ){0,2}(?:derang|fatigu|ecoeur|enerv|agac|tann)\w*|"
    r"\bau lieu (?:de|d|des) (?:m |me )?(?:text|ecri|messag|envoy|sms)|^(?:c est |bon |ok |la |assez )*(?:assez|ca "
    r"va faire)(?: c est assez)?$|"
    r"\b(?:courriel|email|mail|telephone|appel\w*|ecri\w*|lettre|poste) (?:\w+ ){0,3}(?:a la place|plutot|seulement|"
    r"dorenavant|"
    r"desormais|uniquement|a l avenir)\b|\b(?:prefere|preferer\w*|aime\w* mieux) (?:\w+ ){0,4}(?:courriel|email|"
    r"appel\w*|"
    r"telephone)|\b(?:plutot|seulement|uniquement) (?:par |un |le )(?:courriel|email|telephone|poste)|"
    r"\b(?:pas|plus|aucunement|nullement) (?:du tout |vraiment |tellement )?interess|\b(?:pas|aucun|"
    r"plus) (?:d )?interet\b|\bca (?:ne )?m interesse (?:pas|plus)|"
    r"(?:ou|comment|d ou) (?:\w+ ){0,4}(?:eu|trouve|pris|obtenu|vient|sort) (?:\w+ )?(?:mon|ce) (?:numero|contact|"
    r"nom)|\bqui (?:vous|t) a donne|\b(?:pourriel|harcelement|arnaque)\b|\b(?:du|c est) spam\b|"
    r"\b(?:porter plainte|poursuivre en|mon avocat (?:va|vous|sera|communiquera))|\b(?:vous|te) (?:signaler|"
    r"poursuivre|bloquer|denoncer|bloque|signale)\b|\bca suffit\b|\b(?:marre|tanne|ecoeure)\b|"
    r"\b(?:j en ai|on en a) assez|\b(?:ne )?(?:travaille|habite|est) plus (?:ici|la|avec|a ce)|\b(?:arretez|"
    r"arrete|cessez) (?:de |d )(?:m )?(?:appel|telephon)\w*|\b(?:m )?appel(?:ez|le|er) (?:plus|pas)\b|"
    r"\b(?:annule[rz]?|resilie[rz]?) (?:mon|l|cet) (?:abonnement|compte|service)|\btrop de (?:messages|textos)|"
    r"^(?:(?:svp|s il vous plait|oui|ok|non) )*(?:annule[rz]?|fin|quitter|terminer?|sortir)(?: (?:svp|merci|ca|"
    r"tout|s il vous plait))*$|"
    r"\bje (?:ne )?(?:suis|me suis) (?:pas|jamais) (?:inscrit|abonne|[a-z]+$)|\b(?:jamais|pas) (?:demande|donne|"
    r"consenti|autorise|inscrit|abonne)\b|\bpourquoi (?:vous |tu )?(?:m |me )\w*(?:ecri|text|contact|envo)\w*|"
    r"\bcourriel seulement"
)
